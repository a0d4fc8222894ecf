"""Repeats the code in the URL of the token request, where logs keep it."""

import urllib.parse

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-21"


class RelyingParty(Conformant):
    """The form travels twice: in the body and in the query."""

    def call(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """Copy the code of a token request into its URL."""
        form = dict(urllib.parse.parse_qsl((body or b"").decode("utf-8", "replace")))
        if form.get("grant_type") == "authorization_code":
            url += "?" + urllib.parse.urlencode({"code": form["code"]})
        return super().call(method, url, headers, body)
