"""Redirects for ever."""

from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    """Round and round."""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Every page leads to another."""
        if path == "/healthz":
            return super().handle(method, path, query, form, sid)
        return Page(302, "", location="/b" if path == "/a" else "/a")
