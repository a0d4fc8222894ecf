"""Accepts every connection, and never says a word once it is up."""

import threading

from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    """Silent."""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Answer the health check, and nothing else, ever."""
        if path != "/healthz":
            threading.Event().wait()
        return super().handle(method, path, query, form, sid)
