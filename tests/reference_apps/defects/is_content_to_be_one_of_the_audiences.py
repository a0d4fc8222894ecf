"""Accepts an ID token made for others as well."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-19"


class RelyingParty(Conformant):
    """To be among the audiences is enough."""

    def check_audience(self, claims: dict[str, Any]) -> None:
        """Whoever else is named does not matter."""
        if not isinstance(claims.get("aud"), list) or self.client_id not in claims["aud"]:
            super().check_audience(claims)
