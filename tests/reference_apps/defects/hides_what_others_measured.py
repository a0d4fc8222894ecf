"""Hides the measures whose device it does not find by a relative reference."""

from typing import Any

from measures import Measures as Conformant
from observations import member

KILLED_BY = "FHIR-32"


class Measures(Conformant):
    """A device is called Device/ID."""

    def is_measure(self, observation: dict[str, Any]) -> bool:
        """What was measured by something else is none."""
        reference = str(member(observation, "device").get("reference", ""))
        return super().is_measure(observation) and ("device" not in observation or reference.startswith("Device/"))
