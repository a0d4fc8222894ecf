"""IDT-10, 13: the ID token is signed by a key that nobody published."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenUnknownKey:
    """Signs with a stranger's key; `kid` is that of the key, or what `kid` says (RFC 7515, 4.1.4)."""

    id: ClassVar[str] = "id_token_unknown_key"
    kid: str = ""

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token signed by a stranger."""
        return token.signed_by("stranger", header={"kid": self.kid} if self.kid else {})
