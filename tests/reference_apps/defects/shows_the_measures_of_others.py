"""Shows whatever the search returned, whoever it is about."""

from typing import Any

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = ("FHIR-03", "FHIR-05")


class Measures(Conformant):
    """The subject of a measure is never looked at."""

    def is_of(self, pairing: Pairing, observation: dict[str, Any]) -> bool:
        """Always."""
        return True
