"""Gives each further device of a person a copy of the tokens of the first, which goes stale with the next refresh."""

from copy import copy
from threading import Lock

from relying_party import Pairing, Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "MES-14"


class RelyingParty(Conformant):
    """One pairing for one person."""

    def complete(self, pending: Pending, query: dict[str, str]) -> Pairing:
        """The first pairing of the patient, as it stands now."""
        came = super().complete(pending, query)
        known: dict[str, Pairing] = self.__dict__.setdefault("known", {})
        first = known.setdefault(came.idpe, came)
        if first is came or first.stopped or first.refresh_token is None:
            known[came.idpe] = came
            return came
        same = copy(first)
        same.lock = Lock()
        return same
