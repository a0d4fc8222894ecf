"""Reads every measure into the same record, so that what one lacks is still that of the one before."""

import threading
from typing import Any

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "FHIR-36"


class Diary(Conformant):
    """A record is made once for a page."""

    record = threading.local()

    def read(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Begin with an empty record."""
        self.record.quantity = {}
        return super().read(query, form, sid)

    def line(self, observation: dict[str, Any]) -> str:
        """What the measure says, and what is left of the one before."""
        self.record.quantity = observation.get("valueQuantity", self.record.quantity)
        return super().line(observation | {"valueQuantity": self.record.quantity})
