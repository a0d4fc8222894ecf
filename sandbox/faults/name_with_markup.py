"""UI-07: the name of the person contains markup."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class NameWithMarkup:
    """Adds `markup` to `name`, in ID token and UserInfo alike (OpenID Connect Core, 5.1)."""

    id: ClassVar[str] = "name_with_markup"
    markup: str = " '\"><poincon-name title=x>"

    def person_claims(self, claims: JsonObject) -> JsonObject:
        """Return the claims with markup behind the name; without a name there is no lie to tell."""
        return claims | {"name": f"{claims['name']}{self.markup}"} if "name" in claims else claims
