"""IDT-06: the ID token is signed with HMAC, the public key of the space being the secret."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenHmacPublicKey:
    """Signs with HS256, the secret being the public key in PEM as anybody can have it (RFC 8725, 2.1)."""

    id: ClassVar[str] = "id_token_hmac_public_key"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token that anybody could have signed."""
        return token.signed_by("public_key")
