"""Ends the sessions of everybody when the space says that one is over."""

from typing import Any

from logout import Logout as Conformant
from relying_party import Pairing

KILLED_BY = "LGO-14"


class Logout(Conformant):
    """Whom the token names plays no part."""

    def ends(self, pairing: Pairing, claims: dict[str, Any]) -> bool:
        """Everybody's."""
        return True
