"""Sends a person who refused straight back to the consent page."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-10"


class Diary(Conformant):
    """A refusal is taken for a mistake."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Ask again, and again."""
        if query.get("error") == "access_denied":
            return Page(303, "", location="/login")
        return super().callback(query, form, sid)
