"""Ends sessions at the word of another issuer."""

from typing import Any

from logout import Logout as Conformant

KILLED_BY = "LGO-08"


class Logout(Conformant):
    """The issuer of a logout token is never looked at."""

    def check_issuer(self, claims: dict[str, Any]) -> None:
        """Anything goes."""
