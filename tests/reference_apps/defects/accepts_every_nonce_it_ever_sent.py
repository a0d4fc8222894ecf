"""Accepts the answer to an earlier request of its own."""

from typing import Any

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = ("IDT-23", "IDT-33")


class RelyingParty(Conformant):
    """Nonces are remembered for ever, for everybody."""

    def __init__(self) -> None:
        """Nothing was sent yet."""
        super().__init__()
        self.sent: set[str] = set()

    def check_nonce(self, claims: dict[str, Any], pending: Pending) -> None:
        """Any nonce of ours will do."""
        self.sent.add(pending.nonce)
        if claims.get("nonce") not in self.sent:
            super().check_nonce(claims, pending)

    def check_access_token_hash(self, claims: dict[str, Any], access_token: str) -> None:
        """Optional, so left out: it would have told that the token is an old one."""
