"""Follows a redirect of the token endpoint with all that it was going to send."""

import urllib.request
from email.message import Message
from typing import IO

from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-17"


class Follow(urllib.request.HTTPRedirectHandler):
    """307 keeps the method and the body."""

    def redirect_request(  # noqa: PLR0917 - the standard library's signature
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: Message, newurl: str
    ) -> urllib.request.Request | None:
        """The same request at another address."""
        del fp, msg, headers
        if code != 307 or not req.full_url.endswith("/token"):
            return None
        return urllib.request.Request(newurl, data=req.data, method="POST", headers=dict(req.header_items()))  # noqa: S310 - the defect


class RelyingParty(Conformant):
    """A client that follows the redirects of the token endpoint."""

    def redirects(self) -> urllib.request.HTTPRedirectHandler:
        """Wherever they lead."""
        return Follow()
