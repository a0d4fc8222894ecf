"""Shows nothing at all when a search comes with a warning."""

from typing import Any

from measures import Measures as Conformant
from relying_party import Refused

KILLED_BY = "FHIR-12"


class Measures(Conformant):
    """Whatever is no measure spoils the search."""

    def matches(self, bundle: dict[str, Any]) -> list[dict[str, Any]]:
        """Refuse what is no measure."""
        resources = [entry["resource"] for entry in bundle.get("entry", [])]
        if any(one.get("resourceType") == "OperationOutcome" for one in resources):
            raise Refused("Vos mesures ne peuvent pas être lues.")
        return super().matches(bundle)
