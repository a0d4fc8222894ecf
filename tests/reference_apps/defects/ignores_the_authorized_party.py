"""Accepts an ID token that was issued to another party."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-20"


class RelyingParty(Conformant):
    """`azp` is never looked at."""

    def check_party(self, claims: dict[str, Any]) -> None:
        """Anything goes."""
