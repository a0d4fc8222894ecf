"""What FranceConnect tells of citizens: traits of civil status, checked against the national register (RNIPP)."""

from typing import Final

from sandbox.identity.citizens import Citizens
from sandbox.json_value import JsonObject
from sandbox.oidc.clients import RegisteredClient
from sandbox.people.persona import Persona

_VERSION: Final = "v1"  # ends every `sub`
_CHECKED: Final = (
    *("given_name", "given_name_array", "family_name", "birthdate", "gender"),
    *("birthplace", "birthcountry"),
)
_PIVOT: Final = ("given_name", "given_name_array", "family_name", "birthdate", "gender", "birthplace", "birthcountry")
_RNIPP: Final = tuple(f"rnipp_{name}" for name in _CHECKED)

# Scopes and the claims that each opens: sources of FranceConnect, `core-fcp-low` and `core-fcp-high`, oidc-provider.ts.
CLAIMS: Final[dict[str, tuple[str, ...]]] = {
    "openid": (),
    "given_name": ("given_name", "given_name_array"),
    "family_name": ("family_name",),
    "birthdate": ("birthdate",),
    "gender": ("gender",),
    "birthplace": ("birthplace",),
    "birthcountry": ("birthcountry",),
    "email": ("email",),
    "preferred_username": ("preferred_username",),
    "profile": ("given_name", "given_name_array", "family_name", "birthdate", "gender", "preferred_username"),
    "birth": ("birthplace", "birthcountry"),
    "identite_pivot": _PIVOT,
    "rnipp_given_name": ("given_name", "rnipp_given_name", "rnipp_given_name_array"),
    "rnipp_family_name": ("family_name", "rnipp_family_name"),
    "rnipp_gender": ("gender", "rnipp_gender"),
    "rnipp_birthcountry": ("birthcountry", "rnipp_birthcountry"),
    "rnipp_birthplace": ("birthplace", "rnipp_birthplace"),
    "rnipp_birthdate": ("birthdate", "rnipp_birthdate"),
    "rnipp_profile": (
        *("given_name", "family_name", "birthdate", "gender", "preferred_username"),
        *("rnipp_given_name", "rnipp_given_name_array", "rnipp_family_name", "rnipp_birthdate", "rnipp_gender"),
    ),
    "rnipp_birth": ("birthplace", "birthcountry", "rnipp_birthplace", "rnipp_birthcountry"),
    "rnipp_identite_pivot": (*(name for name in _PIVOT if name != "given_name_array"), *_RNIPP),
}


class FranceConnectCitizens(Citizens):
    """Citizens as FranceConnect and FranceConnect+ know them."""

    def subject(self, client: RegisteredClient, person_id: str) -> str:
        """Return the pairwise `sub`: 64 hexadecimal characters and the version, 66 in all."""
        return super().subject(client, person_id) + _VERSION

    def told(self, persona: Persona) -> JsonObject:
        """Return the traits, and once more as the register has them: nobody's differ here."""
        traits = super().told(persona)
        return traits | {f"rnipp_{name}": traits[name] for name in _CHECKED}
