"""Tries the password grant before it redeems a code."""

from typing import Any

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = ("AREQ-07", "TOK-04")


class RelyingParty(Conformant):
    """A relic of an older client."""

    def exchange_code(self, code: str, pending: Pending) -> dict[str, Any]:
        """The tokens for a code, if a password does not do."""
        self.token_request({"grant_type": "password", "username": "app", "password": "0123456789abcdef-app"})
        return super().exchange_code(code, pending)
