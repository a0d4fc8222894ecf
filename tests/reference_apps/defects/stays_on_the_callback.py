"""Shows its page at the address that holds the code."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "ARSP-19"


class Diary(Conformant):
    """One redirect saved."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Greet the person right here."""
        page = super().callback(query, form, sid)
        return Page(200, "Vous êtes connecté.", cookie=page.cookie)
