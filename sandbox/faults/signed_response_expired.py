"""JARM-05: a signed authorization response has expired."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class SignedResponseExpired:
    """Puts `exp` this many seconds earlier (JARM, 2.1, 2.4); an honest response is good for ten minutes."""

    id: ClassVar[str] = "signed_response_expired"
    seconds: int = 4200

    def signed_response_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims expired; without `exp` they stay as they are."""
        expiry = claims.get("exp")
        return claims | {"exp": expiry - self.seconds} if isinstance(expiry, int) else claims
