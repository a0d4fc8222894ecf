"""Answers 200 to everything and does nothing."""

from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    """Everything is fine."""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Always fine."""
        return Page(200, "Tout va bien.")
