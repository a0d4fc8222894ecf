"""Refreshes for each call that finds the access token expired, whatever others do at that moment."""

import contextlib
from typing import Any

from relying_party import Pairing, Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "RFR-04"


class RelyingParty(Conformant):
    """Nobody waits for anybody."""

    def complete(self, pending: Pending, parameters: dict[str, str]) -> Pairing:
        """A pairing that locks nobody out."""
        pairing = super().complete(pending, parameters)
        unlocked: Any = contextlib.nullcontext()
        pairing.lock = unlocked
        return pairing
