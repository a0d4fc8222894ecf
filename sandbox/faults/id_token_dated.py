"""IDT-24, 28, 29, 37: a date of the ID token is far from now."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenDated:
    """Puts `claim` at `seconds` from the moment of issue (RFC 7519, 4.1; OIDC Core, 2); other dates stay."""

    id: ClassVar[str] = "id_token_dated"
    claim: Literal["exp", "iat", "nbf", "auth_time"] = "exp"
    seconds: int = -3600

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with that date; claims without `iat` stay as they are."""
        issued = claims.get("iat")
        return claims | {self.claim: issued + self.seconds} if isinstance(issued, int) else claims
