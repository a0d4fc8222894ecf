"""IDT-09: the ID token brings the key that verifies it, and says where to fetch it."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.hooks import SignedToken


@dataclass(frozen=True)
class IdTokenKeyInHeader:
    """Signs with a stranger's key, and names it by `jwk`, `jku` and `x5u` at `path` of the issuer (RFC 7515, 4.1)."""

    id: ClassVar[str] = "id_token_key_in_header"
    path: str = "/keys-of-somebody-else"

    def id_token(self, token: SignedToken) -> SignedToken:
        """Return the token signed by a stranger who vouches for themselves."""
        if token.forge is None:
            return token
        place = f"{token.claims.get('iss')}{self.path}"
        return token.signed_by("stranger", header={"jwk": token.forge.stranger_jwk(), "jku": place, "x5u": place})
