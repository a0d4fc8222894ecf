"""Shows its secret in the header and in the body of the same request."""

import base64
import urllib.parse

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-19"


class RelyingParty(Conformant):
    """Twice is surer than once."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """By client_secret_basic and by client_secret_post."""
        pair = urllib.parse.quote(self.client_id, safe="") + ":" + urllib.parse.quote(self.client_secret, safe="")
        headers = {
            "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        shown = form | {"client_id": self.client_id, "client_secret": self.client_secret}
        return self.call("POST", self.metadata()["token_endpoint"], headers, urllib.parse.urlencode(shown).encode())
