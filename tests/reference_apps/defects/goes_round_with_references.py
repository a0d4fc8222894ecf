"""Follows the devices that a measure names to the whole that each is a part of, however often it was there."""

from typing import Any

from measures import Measures as Conformant
from observations import items, member

KILLED_BY = "FHIR-31"


class Measures(Conformant):
    """Everything is a part of something that is a part of nothing."""

    def is_measure(self, observation: dict[str, Any]) -> bool:
        """Look who measured first."""
        known = {f"#{one['id']}": one for one in items(observation, "contained")}
        self.whole(known, str(member(observation, "device").get("reference")))
        return super().is_measure(observation)

    def whole(self, known: dict[str, Any], reference: str) -> str:
        """What is no part of anything."""
        parent = member(known.get(reference), "parent").get("reference")
        return self.whole(known, parent) if parent else reference
