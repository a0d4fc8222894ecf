"""JWK-05: the ID token is signed with a symmetric key that everybody can read."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenSymmetricKey:
    """Signs HS256 with the key that `jwks_symmetric_key` publishes (RFC 8725, 3.2)."""

    id: ClassVar[str] = "id_token_symmetric_key"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token signed by whoever has read the key set."""
        return token.signed_by("symmetric")
