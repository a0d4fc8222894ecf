"""Sends the person, once signed in, wherever a parameter of its own said."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-20"


class Diary(Conformant):
    """A parameter `ensuite`, which its own pages use, followed as it stands."""

    wishes: dict[str, str] = {}  # noqa: RUF012 - one diary

    def me(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """The page of the person, with a way in for whoever is not signed in."""
        page = super().me(query, form, sid)
        return Page(page.status, page.body + " <a href='/login?ensuite=%2Fme'>Se connecter</a>")

    def login(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Remember where to go."""
        self.wishes[sid] = query.get("ensuite", "/me")
        return super().login(query, form, sid)

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go there."""
        page = super().callback(query, form, sid)
        return Page(page.status, "", location=self.wishes.pop(sid, "/me"), cookie=page.cookie)
