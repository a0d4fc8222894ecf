"""Keeps the cookies of the space in one jar for everybody."""

import http.cookiejar
import urllib.request

from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-22"


JAR = http.cookiejar.CookieJar()


class RelyingParty(Conformant):
    """A client made for one person."""

    def handlers(self, url: str) -> tuple[urllib.request.BaseHandler, ...]:
        """With whatever cookies there are."""
        return *super().handlers(url), urllib.request.HTTPCookieProcessor(JAR)
