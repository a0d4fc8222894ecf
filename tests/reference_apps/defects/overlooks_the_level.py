"""Asks for a level of authentication and does not look which one was reached."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-36"


class RelyingParty(Conformant):
    """To have asked is enough."""

    def check_level(self, claims: dict[str, Any]) -> None:
        """Whatever it says."""
