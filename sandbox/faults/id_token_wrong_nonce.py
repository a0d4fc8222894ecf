"""IDT-21: the ID token carries another `nonce` than the request did."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenWrongNonce:
    """Puts `nonce` for that of the request (OpenID Connect Core, 3.1.3.7, 11); without one there is no lie to tell."""

    id: ClassVar[str] = "id_token_wrong_nonce"
    nonce: str = "n-0S6_WzA2Mj-of-somebody-else"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with another nonce; claims without a nonce stay as they are."""
        return claims | {"nonce": self.nonce} if "nonce" in claims else claims
