"""Writes kg after every weight, whatever its unit."""

from typing import Any

from serve import Diary as Conformant

KILLED_BY = "FHIR-35"


class Diary(Conformant):
    """Units are not read."""

    def line(self, observation: dict[str, Any]) -> str:
        """Kilograms, always."""
        quantity = {**observation.get("valueQuantity", {}), "unit": "kg", "code": "kg"}
        return super().line(observation | {"valueQuantity": quantity})
