"""Ends every session when a logout token names neither person nor session."""

from typing import Any

from logout import Logout as Conformant

KILLED_BY = "LGO-13"


class Logout(Conformant):
    """Nobody is taken for everybody."""

    def check_session_named(self, claims: dict[str, Any]) -> None:
        """Anything goes."""
