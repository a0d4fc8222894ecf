"""Puts the notes of a measure on the page as they are."""

from typing import Any

from serve import Diary as Conformant

KILLED_BY = "FHIR-28"


class Diary(Conformant):
    """Notes are trusted."""

    def line(self, observation: dict[str, Any]) -> str:
        """With its notes."""
        notes = observation.get("note", [])
        return super().line(observation) + "".join(f" ({note['text']})" for note in notes)
