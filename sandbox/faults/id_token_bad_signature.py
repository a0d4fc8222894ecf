"""IDT-01, 02: the signature of the ID token is broken."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenBadSignature:
    """Changes one letter in the middle of the signature (RFC 7515, 5.2); header and claims stay."""

    id: ClassVar[str] = "id_token_bad_signature"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token with a signature of nobody."""
        return token.with_broken_signature()
