"""Unpairs without telling the space."""

from relying_party import Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = ("MES-05", "REV-03")


class RelyingParty(Conformant):
    """The token will expire some day."""

    def revoke(self, pairing: Pairing) -> bool:
        """Not at all."""
        return True
