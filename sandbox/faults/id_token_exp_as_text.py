"""IDT-26: `exp` of the ID token is a text."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenExpAsText:
    """Writes the number of `exp` as a string (RFC 7519, 2, NumericDate)."""

    id: ClassVar[str] = "id_token_exp_as_text"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with a text for a date."""
        return claims | {"exp": str(claims.get("exp"))}
