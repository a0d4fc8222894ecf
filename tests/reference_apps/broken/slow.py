"""Does everything right, and much too slowly."""

import threading

from serve import Diary as Conformant
from serve import Page


class Diary(Conformant):
    """Slower than anybody's patience."""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Think for a minute first."""
        if path != "/healthz":
            threading.Event().wait(60)
        return super().handle(method, path, query, form, sid)
