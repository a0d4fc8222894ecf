"""INJ-07: claims of the person that are addresses lead into the network of the app's server."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class ClaimsAtInternalAddress:
    """Puts `picture`, `profile` and `website` (OpenID Connect Core, 5.1) at a watched `path` of this machine."""

    id: ClassVar[str] = "claims_at_internal_address"
    path: str = "/internal-canary"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with the three addresses."""
        return claims | {name: f"{claims['iss']}{self.path}/{name}" for name in ("picture", "profile", "website")}
