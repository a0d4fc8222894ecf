"""IDT-33: `at_hash` of the ID token is that of another access token."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenWrongAtHash:
    """Puts a hash that belongs to no access token for `at_hash` (OpenID Connect Core, 3.1.3.6)."""

    id: ClassVar[str] = "id_token_wrong_at_hash"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with another hash."""
        return claims | {"at_hash": "77QmUPtjPfzWtF2AnpK9RQ"} if "at_hash" in claims else claims
