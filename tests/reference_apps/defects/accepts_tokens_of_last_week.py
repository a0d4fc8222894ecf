"""Accepts an ID token issued long ago."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-28"


class RelyingParty(Conformant):
    """Age does not matter."""

    def check_issue(self, claims: dict[str, Any], now: float) -> None:
        """Anything old goes."""
        if not isinstance(claims.get("iat"), int) or claims["iat"] > now:
            super().check_issue(claims, now)
