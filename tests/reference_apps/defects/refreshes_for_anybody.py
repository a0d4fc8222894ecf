"""Takes a refreshed ID token that speaks of another person."""

from typing import Any

from relying_party import Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = "RFR-06"


class RelyingParty(Conformant):
    """One rule is missing after a refresh."""

    def check_refreshed_claims(self, pairing: Pairing, claims: dict[str, Any]) -> None:
        """All the others."""
        self.check_issuer(claims)
        self.check_audience(claims)
        self.check_times(claims)
