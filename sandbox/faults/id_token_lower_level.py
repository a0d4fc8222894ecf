"""IDT-36: the ID token tells another level of authentication than the app asked for, or none."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject

LOWEST = "0"  # less than level 1 of ISO/IEC 29115: never to be asked for where anything is at stake


@dataclass(frozen=True)
class IdTokenLowerLevel:
    """Makes `acr` the lowest there is, or leaves it out (OpenID Connect Core, 2); nothing else changes."""

    id: ClassVar[str] = "id_token_lower_level"
    told: Literal["lowest", "none"] = "lowest"

    def id_token_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with that level in place of the one that was reached."""
        without = {name: value for name, value in claims.items() if name != "acr"}
        return without if self.told == "none" else {**claims, "acr": LOWEST}
