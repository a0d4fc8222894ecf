"""Shows the inside of the program when something goes wrong."""

import html
import traceback

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "LEAK-05"


class Diary(Conformant):
    """Debug mode, left on: what a callback without a usable code does to it is for everybody to read."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Parse strictly, and tell how that went."""
        try:
            query.get("iss", "").encode("ascii")
        except UnicodeError:
            return Page(500, f"<pre>{html.escape(traceback.format_exc())}</pre>")
        return super().callback(query, form, sid)
