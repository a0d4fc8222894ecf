"""Refuses a discovery document with members that it does not know."""

from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-07"


class RelyingParty(Conformant):
    """Stricter than the standard."""

    def check_metadata(self, document: dict[str, Any]) -> None:
        """Better safe than sorry."""
        super().check_metadata(document)
        if any(name.startswith("x_") for name in document):
            raise Refused("L'espace de santé dit des choses inconnues.")
