"""IDT-18, 19: `aud` of the ID token is a list, with a second audience or without."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenAudienceList:
    """Makes a list of `aud`, and adds `second` to it unless that is empty (OpenID Connect Core, 3.1.3.7, 3)."""

    id: ClassVar[str] = "id_token_audience_list"
    second: str = "another-client"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with a list of audiences."""
        return claims | {"aud": [claims.get("aud"), self.second] if self.second else [claims.get("aud")]}
