"""JARM-06: a signed authorization response lacks a claim that it must have."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class SignedResponseWithout:
    """Leaves `claim` out (JARM, 2.1, 2.4); the space signs the rest."""

    id: ClassVar[str] = "signed_response_without"
    claim: Literal["iss", "aud", "exp"] = "iss"

    def signed_response_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims without that one."""
        return {name: value for name, value in claims.items() if name != self.claim}
