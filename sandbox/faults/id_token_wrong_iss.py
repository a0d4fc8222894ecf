"""IDT-14: the ID token comes from another issuer."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenWrongIss:
    """Puts `issuer` for `iss` (OpenID Connect Core, 3.1.3.7, 2)."""

    id: ClassVar[str] = "id_token_wrong_iss"
    issuer: str = "https://another-space.example"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims of another issuer."""
        return claims | {"iss": self.issuer}
