"""UI-05: the ID token says that somebody else holds more claims, and where."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenDistributedClaims:
    """Adds distributed claims (OpenID Connect Core, 5.6.2) whose source, at `path` below the issuer, needs no token."""

    id: ClassVar[str] = "id_token_distributed_claims"
    path: str = "/claims-of-somebody-else"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with a source that wants to be asked."""
        source: JsonObject = {"endpoint": f"{claims.get('iss')}{self.path}"}
        return claims | {"_claim_names": {"credit_score": "elsewhere"}, "_claim_sources": {"elsewhere": source}}
