"""Shows a measure as often as it comes."""

from typing import Any

from measures import Measures as Conformant

KILLED_BY = "FHIR-18"


class Measures(Conformant):
    """Identifiers are not compared."""

    def once(self, resources: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """As they come."""
        return resources
