"""Sends a measure that does not name its profile."""

from typing import Any

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = "FHIR-39"


class Measures(Conformant):
    """The profile is left out."""

    def bundle(self, pairing: Pairing, value: float) -> dict[str, Any]:
        """The same bundle without meta.profile."""
        bundle = super().bundle(pairing, value)
        del bundle["entry"][0]["resource"]["meta"]
        return bundle
