"""JWK-06: the ID token is signed by a key that the space has withdrawn."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenWithdrawnKey:
    """Signs with the key that the space has replaced and retired (OpenID Connect Core, 10.1.1)."""

    id: ClassVar[str] = "id_token_withdrawn_key"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token signed by the old key, or this one if there is none."""
        return token.signed_by("retired")
