"""JARM-03, JARM-04: a signed authorization response is of another issuer, or for another client."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class SignedResponseClaim:
    """Puts `value` for `claim` (JARM, 2.1, 2.4); the space signs it all the same."""

    id: ClassVar[str] = "signed_response_claim"
    claim: Literal["iss", "aud"] = "iss"
    value: str = "https://another-space.example"

    def signed_response_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with that one."""
        return claims | {self.claim: self.value}
