"""Asks again without PKCE when an error speaks against it."""

import urllib.parse

from serve import Diary as Conformant
from serve import Page

KILLED_BY = "AREQ-04"


class Diary(Conformant):
    """Whatever works."""

    asked_again: set[str] = set()  # noqa: RUF012 - one diary

    def callback(self, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """Send the person back with less."""
        if "code_challenge" in query.get("error_description", "") and sid not in self.asked_again:
            self.asked_again.add(sid)
            pending, url = self.relying_party.authorization_request()
            self.pending[sid] = pending
            parts = urllib.parse.urlsplit(url)
            kept = [pair for pair in urllib.parse.parse_qsl(parts.query) if "challenge" not in pair[0]]
            return Page(303, "", location=parts._replace(query=urllib.parse.urlencode(kept)).geturl())
        return super().callback(query, form, sid)
