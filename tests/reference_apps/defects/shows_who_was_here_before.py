"""Greets whoever signs in with the name of the person who signed out before them."""

import html

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "SES-06"


class Diary(Conformant):
    """The name of the last person is kept with the browser."""

    def logout(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Remember who it was."""
        pairing = self.pairings.get(sid)
        page = super().logout(query, form, sid)
        if pairing is not None:
            self.last[str(page.cookie)] = pairing.name
        return page

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Take the memory along."""
        page = super().callback(query, form, sid)
        self.last[str(page.cookie)] = self.last.pop(sid, "")
        return page

    def me(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Say who was here before."""
        page = super().me(query, form, sid)
        if page.status == 200 and self.last.get(sid):
            page.body += f" (précédemment : {html.escape(self.last[sid])})"
        return page

    @property
    def last(self) -> dict[str, str]:
        """The last name by browser."""
        names: dict[str, str] = self.__dict__.setdefault("names", {})
        return names
