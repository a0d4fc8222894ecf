"""Shows the description of an error as it came."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-11"


class Diary(Conformant):
    """The space will know what to say."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Print it on the page."""
        if "error_description" in query:
            return Page(400, query["error_description"])
        return super().callback(query, form, sid)
