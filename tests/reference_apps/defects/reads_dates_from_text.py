"""Accepts an expiry that is a text."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-26"


class RelyingParty(Conformant):
    """A number in quotes is a number."""

    def check_expiry(self, claims: dict[str, Any], now: float) -> None:
        """Read what can be read."""
        text = claims.get("exp")
        super().check_expiry({**claims, "exp": int(text)} if isinstance(text, str) else claims, now)
