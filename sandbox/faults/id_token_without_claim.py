"""IDT-15, 17, 22, 25, 27, 31, 34, FHIR-02: the ID token lacks a claim."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class IdTokenWithoutClaim:
    """Leaves `claim` out of the ID token (OpenID Connect Core, 2; 3.1.3.6 for `at_hash`; API Mesures for `idpe`)."""

    id: ClassVar[str] = "id_token_without_claim"
    claim: Literal["iss", "sub", "aud", "exp", "iat", "nonce", "at_hash", "idpe"] = "exp"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims without that one."""
        return {name: value for name, value in claims.items() if name != self.claim}
