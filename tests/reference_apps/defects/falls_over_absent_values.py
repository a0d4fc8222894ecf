"""Takes for granted that whatever was measured has a value, and breaks when it has none."""

from typing import Any

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "FHIR-36"


class Diary(Conformant):
    """What breaks is a server error."""

    def line(self, observation: dict[str, Any]) -> str:
        """The value is read without looking."""
        return super().line(observation | {"valueQuantity": observation["valueQuantity"]})

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """As frameworks do."""
        try:
            return super().handle(method, path, query, form, sid)
        except KeyError:
            return Page(500, "Internal Server Error")
