"""IDT-14: the ID token comes from another issuer."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject
from sandbox.place import shouted


@dataclass(frozen=True)
class IdTokenWrongIss:
    """Puts another issuer for `iss` (OpenID Connect Core, 3.1.3.7, 2).

    `how`: `issuer` itself; or the space's own as a neighbour on the same host would have it, whose path begins alike,
    with a slash more, or its host in capitals: another string each (3.1.3.7: exactly match).
    """

    id: ClassVar[str] = "id_token_wrong_iss"
    issuer: str = "https://another-space.example"
    how: Literal["stranger", "neighbour", "slash", "case"] = "stranger"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims of another issuer."""
        own = str(claims.get("iss"))
        told = {"neighbour": f"{own}-of-another", "slash": f"{own}/", "case": shouted(own)}
        return claims | {"iss": told.get(self.how, self.issuer)}
