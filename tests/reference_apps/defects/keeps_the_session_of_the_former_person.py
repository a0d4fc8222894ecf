"""Leaves the session of the person before open when somebody else comes back from the space."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "SES-07"


class Diary(Conformant):
    """The old identifier stays good."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Add a session, take none away."""
        before = self.pairings.get(sid)
        page = super().callback(query, form, sid)
        if before is not None:
            self.pairings[sid] = before
        return page
