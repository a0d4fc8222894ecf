"""Shows its secret in the body first, and as registered when that is refused, with the same code."""

import urllib.parse

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = ("ARSP-04", "TOK-01", "TOK-02", "TOK-04", "TOK-19", "TOK-21")


class RelyingParty(Conformant):
    """A library that tries one method after the other."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """A code by client_secret_post, then by client_secret_basic."""
        if form["grant_type"] == "authorization_code":
            shown = form | {"client_id": self.client_id, "client_secret": self.client_secret}
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            self.call("POST", self.metadata()["token_endpoint"], headers, urllib.parse.urlencode(shown).encode())
        return super().token_request(form)
