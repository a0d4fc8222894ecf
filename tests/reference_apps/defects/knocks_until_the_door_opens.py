"""Begins anew each time that the space answers temporarily_unavailable."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-13"


class Diary(Conformant):
    """It must work in the end."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go back to the space."""
        if query.get("error") == "temporarily_unavailable":
            return Page(303, "", location="/login")
        return super().callback(query, form, sid)
