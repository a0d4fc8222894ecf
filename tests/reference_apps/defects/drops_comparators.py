"""Shows a bound as if it had been measured."""

from typing import Any

from serve import Diary as Conformant

KILLED_BY = "FHIR-36"


class Diary(Conformant):
    """Comparators are not read."""

    def line(self, observation: dict[str, Any]) -> str:
        """Without what limits the value."""
        quantity = {name: value for name, value in observation.get("valueQuantity", {}).items() if name != "comparator"}
        return super().line(observation | {"valueQuantity": quantity})
