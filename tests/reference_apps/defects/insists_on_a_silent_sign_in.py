"""Begins anew each time that the space answers login_required."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-12"


class Diary(Conformant):
    """It must work in the end."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go back to the space."""
        if query.get("error") == "login_required":
            return Page(303, "", location="/login")
        return super().callback(query, form, sid)
