"""IDT-39: the ID token has five parts, as if it were encrypted."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenFiveParts:
    """Adds two parts to the three of the compact form (RFC 7515, 7.1)."""

    id: ClassVar[str] = "id_token_five_parts"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token with two parts too many."""
        return replace(token, jws=f"{token.jws}.e30.e30")
