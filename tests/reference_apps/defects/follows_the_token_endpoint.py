"""Follows a redirect of the token endpoint with all that it was going to send."""

import urllib.error
import urllib.request
from email.message import Message
from typing import IO

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-17"


class Follow(urllib.request.HTTPRedirectHandler):
    """307 keeps the method and the body."""

    def redirect_request(  # noqa: PLR0917 - the standard library's signature
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """The same request at another address."""
        if code == 307:
            return urllib.request.Request(newurl, data=req.data, method="POST", headers=dict(req.header_items()))  # noqa: S310 - the defect
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class RelyingParty(Conformant):
    """A client that follows every redirect."""

    def call(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """Wherever it leads."""
        if not url.endswith("/token"):
            return super().call(method, url, headers, body)
        opener = urllib.request.build_opener(urllib.request.HTTPSHandler(context=self.tls), Follow())
        request = urllib.request.Request(url, data=body, method=method, headers=headers)  # noqa: S310 - https only
        try:
            with opener.open(request, timeout=self.patience()) as response:
                return Answer(response.status, response.read())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read())
        except OSError:
            return Answer(502, b"{}")
