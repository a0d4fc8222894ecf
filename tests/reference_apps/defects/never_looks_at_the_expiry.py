"""Accepts an ID token that has expired."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-24"


class RelyingParty(Conformant):
    """The expiry is there, and nobody reads it."""

    def check_expiry(self, claims: dict[str, Any], now: float) -> None:
        """Any time goes."""
        super().check_expiry(claims, min(now, claims["exp"]) if isinstance(claims.get("exp"), int) else now)
