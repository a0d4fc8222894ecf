"""Keeps the access token in the session cookie, in clear."""

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "SES-03"


class Diary(Conformant):
    """The cookie begins with the session and ends with the token."""

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Write both into the cookie."""
        page = super().callback(query, form, sid)
        pairing = self.pairings.pop(str(page.cookie))
        page.cookie = f"{page.cookie}.{pairing.access_token}"
        self.pairings[page.cookie] = pairing
        return page
