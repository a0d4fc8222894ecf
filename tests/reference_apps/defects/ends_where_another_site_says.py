"""Ends a sign-in that another site started wherever that site asked for."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "INJ-05"


class Diary(Conformant):
    """`target_link_uri` is kept for after the sign-in, and not looked at."""

    def start(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Keep where to end."""
        self.targets[sid] = query.get("target_link_uri", "/me")
        return super().start(query, form, sid)

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Go there."""
        page = super().callback(query, form, sid)
        page.location = self.targets.pop(sid, page.location)
        return page

    @property
    def targets(self) -> dict[str, str]:
        """Where each browser is to end."""
        kept: dict[str, str] = self.__dict__.setdefault("kept_targets", {})
        return kept
