"""Accepts an ID token whose subject is empty."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-32"


class RelyingParty(Conformant):
    """A text is a text."""

    def check_subject(self, claims: dict[str, Any]) -> None:
        """It is there."""
        if claims.get("sub") != "":
            super().check_subject(claims)

    def name_of(self, claims: dict[str, Any], access_token: str) -> str:
        """The name in the ID token; UserInfo is not asked."""
        return str(claims["name"])
