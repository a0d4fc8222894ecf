"""Refuses an audience written as a list."""

from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-18"


class RelyingParty(Conformant):
    """`aud` is a text, always."""

    def check_audience(self, claims: dict[str, Any]) -> None:
        """A list is not what was expected."""
        if not isinstance(claims.get("aud"), str):
            raise Refused("L'identité reçue n'a pas la forme attendue.")
        super().check_audience(claims)
