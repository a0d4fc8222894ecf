"""Takes for granted that what it is sent is well-formed, and breaks when it is not."""

from typing import Any

from measures import Measures as Conformant
from serve import Diary as ConformantDiary
from serve import Page

KILLED_BY = "FHIR-06"


class Measures(Conformant):
    """The code of a measure is read without looking."""

    def is_valid(self, observation: dict[str, Any]) -> bool:
        """Break on another shape."""
        return bool(observation["code"]["coding"]) and super().is_valid(observation)


class Diary(ConformantDiary):
    """What breaks is a server error."""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """As frameworks do."""
        try:
            return super().handle(method, path, query, form, sid)
        except (KeyError, TypeError):
            return Page(500, "Internal Server Error")
