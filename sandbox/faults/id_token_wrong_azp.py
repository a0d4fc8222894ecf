"""IDT-20: the ID token was issued to another party."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenWrongAzp:
    """Adds `azp` with `party`, `aud` being right (OpenID Connect Core, 2 and 3.1.3.7, 5)."""

    id: ClassVar[str] = "id_token_wrong_azp"
    party: str = "another-client"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with another authorized party."""
        return claims | {"azp": self.party}
