"""UI-06: two people have the same e-mail address, which nobody has verified."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class EmailOfAnother:
    """Puts `email` for the address of whoever signs in, told as not verified (OpenID Connect Core, 5.1 and 5.7)."""

    id: ClassVar[str] = "email_of_another"
    email: str = "camille.partagee@example.test"

    def person_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with that address; without an address there is no lie to tell."""
        return claims | {"email": self.email, "email_verified": False} if "email" in claims else claims
