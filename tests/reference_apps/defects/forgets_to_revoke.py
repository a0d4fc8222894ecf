"""Forgets a pairing without giving its token back."""

from relying_party import Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = ("MES-05", "REV-03")


class RelyingParty(Conformant):
    """The token lives on at the space."""

    def revoke(self, pairing: Pairing) -> None:
        """Nothing."""
