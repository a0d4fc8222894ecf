"""Asks for every scope first, and for its own when that is refused."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "AREQ-08"


class Diary(Conformant):
    """Ask for much, get much."""

    def login(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Send the person to the space with more than was registered."""
        page = super().login(query, form, sid)
        return Page(page.status, "", location=(page.location or "").replace("measures.write", "documents.write"))

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Ask again, for less, when the space refuses."""
        if query.get("error") == "invalid_scope":
            return super().login(query, form, sid)
        return super().callback(query, form, sid)
