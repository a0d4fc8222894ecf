"""Sends a measure that was refused for a dead token again with the token of whoever is still signed in."""

from dataclasses import replace
from typing import Any

from measures import Measures as ConformantMeasures
from relying_party import Answer, Pairing, Pending, Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "REV-07"


class RelyingParty(Conformant):
    """The app has a token, whoever's."""

    latest: Pairing | None = None

    def complete(self, pending: Pending, parameters: dict[str, str]) -> Pairing:
        """Keep the latest pairing at hand, for everybody."""
        self.latest = super().complete(pending, parameters)
        return self.latest


class Measures(ConformantMeasures):
    """What was typed must not be lost."""

    relying_party: Any

    def authorized(self, pairing: Pairing, method: str, url: str, body: bytes | None = None) -> Answer:
        """Try with the other token before it is told that nothing was sent."""
        try:
            return super().authorized(pairing, method, url, body)
        except Refused:
            other = self.relying_party.latest
            if method == "POST" and pairing.refresh_token is None and other is not pairing:
                tokens = {"access_token": other.access_token, "id_token": other.id_token}
                answer = self._call(replace(pairing, **tokens), method, url, body)
                if answer.status == 200:
                    return answer
            raise
