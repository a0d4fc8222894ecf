"""IDT-16: the ID token is for another client."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenWrongAud:
    """Puts `audience` for `aud`, in the shape it had: a string or a list (OpenID Connect Core, 2)."""

    id: ClassVar[str] = "id_token_wrong_aud"
    audience: str = "another-client"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with another audience."""
        return claims | {"aud": [self.audience] if isinstance(claims.get("aud"), list) else self.audience}
