"""Keeps access tokens in a column of 4096 characters."""

from relying_party import Pairing, Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-18"
COLUMN = 4096


class RelyingParty(Conformant):
    """That is more than enough."""

    def complete(self, pending: Pending, parameters: dict[str, str]) -> Pairing:
        """Keep what fits."""
        pairing = super().complete(pending, parameters)
        pairing.access_token = pairing.access_token[:COLUMN]
        return pairing
