"""Asks for the answer at an address that it has not registered, when it has to ask again."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "AREQ-05"


class Diary(Conformant):
    """Another address for the second try."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Ask again after login_required."""
        if query.get("error") == "login_required":
            pending, url = self.relying_party.authorization_request()
            self.pending[sid] = pending
            return Page(303, "", location=url.replace("%2Fcallback", "%2Fcallback%2Fsecond"))
        return super().callback(query, form, sid)
