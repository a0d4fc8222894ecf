"""Refuses an ID token of a clock that is a little ahead."""

from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-30"


class RelyingParty(Conformant):
    """Not a second of leeway."""

    def check_issue(self, claims: dict[str, Any], now: float) -> None:
        """The future has not come."""
        if isinstance(claims.get("iat"), int) and claims["iat"] > now:
            raise Refused("L'identité reçue vient de l'avenir.")
        super().check_issue(claims, now)
