"""What the carte Vitale app tells of those who hold it: traits and INS, all supposed."""

from typing import Final

from sandbox.identity.citizens import Citizens
from sandbox.json_value import JsonObject
from sandbox.people.ins import INS_NIR_TEST_OID
from sandbox.people.persona import Persona

CLAIMS: Final[dict[str, tuple[str, ...]]] = {
    "openid": (),
    "identity": (
        *("given_name", "given_name_array", "family_name", "preferred_username", "birthdate", "gender"),
        *("birthplace", "birthcountry"),
    ),
    "email": ("email",),
    "ins": ("ins_matricule", "ins_oid"),
}


class AppHolders(Citizens):
    """Citizens who hold the carte Vitale app."""

    def told(self, persona: Persona) -> JsonObject:
        """Return traits and INS; an INS that is not a test one is told to nobody."""
        traits = super().told(persona)
        if persona.ins.oid != INS_NIR_TEST_OID:
            return traits
        return traits | {"ins_matricule": persona.ins.matricule, "ins_oid": persona.ins.oid}
