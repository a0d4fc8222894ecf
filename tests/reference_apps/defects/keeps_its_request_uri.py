"""Sends a person who comes back before signing in where they were sent before, with the same `request_uri`."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = ("MES-16", "PAR-03")  # who was interrupted cannot begin again either


class Diary(Conformant):
    """A sign-in that was begun goes on."""

    begun: dict[str, str] = {}  # noqa: RUF012 - one diary

    def login(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go on where the person left."""
        if sid not in self.pending:
            self.begun.pop(sid, None)
        if sid in self.begun:
            return Page(303, "", location=self.begun[sid])
        page = super().login(query, form, sid)
        self.begun[sid] = page.location or ""
        return page
