"""Draws a nonce of four characters."""

import secrets
from dataclasses import replace

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = "AREQ-02"


class RelyingParty(Conformant):
    """Short enough to be guessed."""

    def authorization_request(self) -> tuple[Pending, str]:
        """The same request with a short nonce."""
        pending, url = super().authorization_request()
        nonce = secrets.token_hex(4)
        return replace(pending, nonce=nonce), url.replace(pending.nonce, nonce)
