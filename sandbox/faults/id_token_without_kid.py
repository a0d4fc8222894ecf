"""IDT-11, 12: the ID token does not say with which key it is signed."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenWithoutKid:
    """Leaves `kid` out of the header (RFC 7515, 4.1.4); the signature is that of the space's key."""

    id: ClassVar[str] = "id_token_without_kid"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token signed as ever, without the name of the key."""
        return token.signed_by("space", header={"kid": None})
