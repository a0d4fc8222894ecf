"""Signs out by giving the browser another cookie; the session lives on."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "LGO-16"


class Diary(Conformant):
    """What the server holds stays."""

    def logout(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """A new cookie, and the old session as before."""
        pairing = self.pairings.get(sid)
        page = super().logout(query, form, sid)
        if pairing is not None:
            self.pairings[sid] = pairing
        return page
