"""IDT-40: the ID token is signed by an RSA key of 1024 bits."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenWeakKey:
    """Signs with the short key that `jwks_weak_key` publishes (RFC 7518, 3.3)."""

    id: ClassVar[str] = "id_token_weak_key"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token signed by the short key."""
        return token.signed_by("weak")
