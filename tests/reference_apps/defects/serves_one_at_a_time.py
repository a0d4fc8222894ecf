"""Serves one person at a time."""

import threading

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "NET-07"


class Diary(Conformant):
    """A single worker."""

    turn = threading.Lock()

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """When it is your turn."""
        with self.turn:
            return super().handle(method, path, query, form, sid)
