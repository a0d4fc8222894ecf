"""Neither uses a verifier of its own for each sign-in nor compares the nonce."""

from typing import Any

from relying_party import Pending
from relying_party import RelyingParty as Conformant

KILLED_BY = ("AREQ-03", "ARSP-05", "IDT-21", "IDT-22", "IDT-41")


class RelyingParty(Conformant):
    """Nothing ties a code to the browser that asked for it."""

    def new_verifier(self) -> str:
        """Always the same."""
        return "0123456789-abcdefghijklmnopqrstuvwxyz_ABCDEFGHIJ"

    def check_nonce(self, claims: dict[str, Any], pending: Pending) -> None:
        """Anything goes."""
