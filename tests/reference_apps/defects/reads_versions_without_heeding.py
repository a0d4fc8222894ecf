"""Reads of which version of FHIR the API is, and calls it whatever that is."""

from typing import Any

from smart import RelyingParty as Conformant

KILLED_BY = "FHIR-33"


class RelyingParty(Conformant):
    """Versions are for the log."""

    def check_version(self, statement: dict[str, Any]) -> None:
        """Nothing."""
