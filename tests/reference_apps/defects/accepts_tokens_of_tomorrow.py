"""Accepts an ID token that is not valid yet."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-29"


class RelyingParty(Conformant):
    """`nbf` is never looked at."""

    def check_times(self, claims: dict[str, Any]) -> None:
        """Now is as good as tomorrow."""
        super().check_times({name: value for name, value in claims.items() if name != "nbf"})
