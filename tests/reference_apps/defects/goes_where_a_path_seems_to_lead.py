"""Sends the person, once signed in, wherever a link said that seems to be a path of the app."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-20"


class Diary(Conformant):
    """Every `next` is followed that begins with one slash."""

    wishes: dict[str, str] = {}  # noqa: RUF012 - one diary

    def login(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Remember where to go."""
        wish = query.get("next", "/me")
        self.wishes[sid] = wish if wish.startswith("/") and not wish.startswith("//") else "/me"
        return super().login(query, form, sid)

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go there."""
        page = super().callback(query, form, sid)
        return Page(page.status, "", location=self.wishes.pop(sid, "/me"), cookie=page.cookie)
