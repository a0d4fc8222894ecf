"""Signs people in under the identifier that their browser had before."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "SES-02"


class Diary(Conformant):
    """Whoever planted the cookie is signed in too."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Put the pairing under the old cookie."""
        page = super().callback(query, form, sid)
        self.pairings[sid] = self.pairings.pop(str(page.cookie))
        return Page(page.status, page.body, location=page.location)
