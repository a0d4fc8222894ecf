"""Takes an answer to any request of the browser, and redeems its code with what it kept of the latest one."""

from dataclasses import replace

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-22"


class Diary(Conformant):
    """A browser signs in once at a time."""

    states: dict[str, set[str]]

    def login(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Remember every state, and the rest of the latest request."""
        page = super().login(query, form, sid)
        self.__dict__.setdefault("states", {}).setdefault(sid, set()).add(self.pending[sid].state)
        return page

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Any state of this browser will do."""
        pending, known = self.pending.get(sid), self.__dict__.get("states", {}).get(sid, set())
        if pending is not None and query.get("state") in known:
            known.discard(query["state"])
            self.pending[sid] = replace(pending, state=query["state"])
        return super().callback(query, form, sid)
