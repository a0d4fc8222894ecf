"""Goes on using the refresh token that it got at sign-in."""

from typing import Any

from relying_party import Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = ("RFR-01", "MES-14")


class RelyingParty(Conformant):
    """Rotation goes unnoticed."""

    def keep(self, pairing: Pairing, tokens: dict[str, Any]) -> None:
        """Keep everything but the new refresh token."""
        first = pairing.refresh_token
        super().keep(pairing, tokens)
        pairing.refresh_token = first
