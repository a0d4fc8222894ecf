"""Writes the access token into its pages, for scripts to use."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "LEAK-03"


class Diary(Conformant):
    """A confidential app that keeps nothing to itself."""

    def me(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """With the token in an attribute."""
        page = super().me(query, form, sid)
        if page.status == 200:
            page.body += f"<div data-token='{self.pairings[sid].access_token}'></div>"
        return page
