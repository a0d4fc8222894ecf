"""Ends sessions by a logout token made for another app."""

from typing import Any

from logout import Logout as Conformant

KILLED_BY = "LGO-09"


class Logout(Conformant):
    """The audience of a logout token is never looked at."""

    def check_audience(self, claims: dict[str, Any]) -> None:
        """Anything goes."""
