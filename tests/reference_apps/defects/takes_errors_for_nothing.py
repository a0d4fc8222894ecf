"""Takes an error that comes with status 200 for an empty record."""

from typing import Any

from measures import Measures as Conformant

KILLED_BY = "FHIR-14"


class Measures(Conformant):
    """What is no Bundle has no entries."""

    def check_bundle(self, bundle: dict[str, Any]) -> dict[str, Any]:
        """Anything goes."""
        return bundle
