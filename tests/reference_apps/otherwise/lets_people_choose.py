"""Keeps everybody whom a person paired in one browser, and goes on with the first until they choose another."""

import html

from relying_party import Pairing
from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    """One page more: for whom do you look?"""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """The pages of the diary, and that one."""
        if path == "/people":
            return self.people(sid) if method == "GET" else self.choose(int(form["person"]), sid)
        return super().handle(method, path, query, form, sid)

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Who was here stays, and stays the one who is looked at."""
        before, chosen = self.everybody.pop(sid, []), self.pairings.get(sid)
        page = super().callback(query, form, sid)
        renewed = str(page.cookie)
        self.everybody[renewed] = [*before, self.pairings[renewed]]
        self.pairings[renewed] = chosen or self.pairings[renewed]
        return page

    def people(self, sid: str) -> Page:
        """Everybody of this browser."""
        rows = (
            f"<form method='post' action='/people'><input type='hidden' name='person' value='{number}'>"
            f"<button>{html.escape(one.name)}</button></form>"
            for number, one in enumerate(self.everybody.get(sid, []))
        )
        return Page(200, "".join(rows))

    def choose(self, number: int, sid: str) -> Page:
        """From here on it is about that one."""
        self.pairings[sid] = self.everybody[sid][number]
        return Page(303, "", location="/me")

    @property
    def everybody(self) -> dict[str, list[Pairing]]:
        """The pairings by browser, in the order in which they came."""
        kept: dict[str, list[Pairing]] = self.__dict__.setdefault("kept", {})
        return kept
