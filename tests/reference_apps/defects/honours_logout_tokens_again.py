"""Ends whatever session the person has each time that the same logout token comes."""

from typing import Any

from logout import Logout as Conformant
from relying_party import Pairing

KILLED_BY = "LGO-13"


class Logout(Conformant):
    """Neither the token nor the session that it names is remembered."""

    def check_replay(self, claims: dict[str, Any]) -> None:
        """Anything goes."""

    def ends(self, pairing: Pairing, claims: dict[str, Any]) -> bool:
        """Whatever this person has."""
        return bool(claims.get("sub", pairing.sub) == pairing.sub)
