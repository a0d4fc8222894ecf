"""Knows a body weight by its code alone, under whatever system."""

from typing import Any

from measures import Measures as Conformant

KILLED_BY = "FHIR-37"


class Measures(Conformant):
    """Systems are not compared."""

    def is_asked_for(self, observation: dict[str, Any]) -> bool:
        """The code will do."""
        code = observation.get("code")
        codings = code.get("coding", []) if isinstance(code, dict) else []
        return any(coding.get("code") == "29463-7" for coding in codings)
