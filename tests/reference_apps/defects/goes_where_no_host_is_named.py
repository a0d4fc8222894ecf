"""Sends the person, once signed in, wherever a link said in which RFC 3986 sees no host."""

from urllib.parse import urlsplit

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-20"


class Diary(Conformant):
    """Every `next` is followed that has no authority."""

    wishes: dict[str, str] = {}  # noqa: RUF012 - one diary

    def login(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Remember where to go."""
        wish = query.get("next", "/me")
        self.wishes[sid] = "/me" if urlsplit(wish).netloc else wish
        return super().login(query, form, sid)

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go there."""
        page = super().callback(query, form, sid)
        return Page(page.status, "", location=self.wishes.pop(sid, "/me"), cookie=page.cookie)
