"""Shows measures whose meaning an extension changes."""

from typing import Any

from measures import Measures as Conformant

KILLED_BY = "FHIR-08"


class Measures(Conformant):
    """Modifier extensions are taken for any others."""

    def is_understood(self, observation: dict[str, Any]) -> bool:
        """Look at implicitRules only."""
        return "implicitRules" not in observation
