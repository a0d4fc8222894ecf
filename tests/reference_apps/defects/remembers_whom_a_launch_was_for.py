"""Opens what a launch opened before to whoever comes by the same link."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "INJ-06"


class Diary(Conformant):
    """A launch that is known saves the person a sign-in."""

    def launch(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Straight to the diary, the second time."""
        launch = query.get("launch", "")
        known = self.opened.get(launch)
        if known is not None:
            return Page(303, "", location="/me", cookie=known)
        page = super().launch(query, form, sid)
        self.opened[sid] = launch
        return page

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Remember which session the launch opened."""
        page = super().callback(query, form, sid)
        launch = self.opened.pop(sid, None)
        if launch is not None:
            self.opened[launch] = str(page.cookie)
        return page

    @property
    def opened(self) -> dict[str, str]:
        """The launch of each browser under way, and the session of each launch."""
        kept: dict[str, str] = self.__dict__.setdefault("kept_launches", {})
        return kept
