"""Falls over an answer that is not JSON, and shows where."""

import traceback

from relying_party import Refused
from serve import Diary as Conformant
from serve import Page

KILLED_BY = ("DISC-04", "NET-09", "NET-10", "NET-11", "NET-12", "TOK-03", "TOK-07")


class Diary(Conformant):
    """An error that nobody expected."""

    def on_refusal(self, refusal: Refused) -> Page:
        """The inside of the program for what came of unreadable JSON."""
        if isinstance(refusal.__cause__, ValueError):
            return Page(500, "".join(traceback.format_exception(refusal)))
        return super().on_refusal(refusal)
