"""Sends the person, once signed in, wherever the link said."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-20"


class Diary(Conformant):
    """A parameter `next`, followed as it stands."""

    wishes: dict[str, str] = {}  # noqa: RUF012 - one diary

    def login(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Remember where to go."""
        self.wishes[sid] = query.get("next", "/me")
        return super().login(query, form, sid)

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go there."""
        page = super().callback(query, form, sid)
        return Page(page.status, "", location=self.wishes.pop(sid, "/me"), cookie=page.cookie)
