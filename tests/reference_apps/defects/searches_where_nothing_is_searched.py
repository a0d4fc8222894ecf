"""Searches for measures at an API that says it has no search for them."""

from typing import Any

from smart import RelyingParty as Conformant

KILLED_BY = "FHIR-33"


class RelyingParty(Conformant):
    """It will work all the same."""

    def check_interactions(self, statement: dict[str, Any]) -> None:
        """Nothing."""
