"""IDT-32: `sub` of the ID token is empty."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenEmptySub:
    """Empties `sub` (OpenID Connect Core, 2)."""

    id: ClassVar[str] = "id_token_empty_sub"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims about nobody."""
        return claims | {"sub": ""}
