"""Shows measures that were written under rules which it does not know."""

from typing import Any

from measures import Measures as Conformant

KILLED_BY = "FHIR-10"


class Measures(Conformant):
    """implicitRules are not read."""

    def is_understood(self, observation: dict[str, Any]) -> bool:
        """Look at modifier extensions only."""
        return "modifierExtension" not in observation
