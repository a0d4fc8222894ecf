"""Asks for the keys of the space five times when one is unknown."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-13"


class RelyingParty(Conformant):
    """Maybe it comes if one insists."""

    def fetch_keys(self) -> dict[str, Any]:
        """Once would have been enough."""
        for _ in range(4):
            super().fetch_keys()
        return super().fetch_keys()
