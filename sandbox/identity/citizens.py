"""The citizens of a space as identity providers know them, each client by another identifier."""

import hashlib
import hmac

from sandbox.json_value import JsonObject
from sandbox.oidc.clients import RegisteredClient
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.spaces import Space

FRANCE = "99100"  # the code of France among countries (INSEE)
_ABROAD = "99"  # a birthplace that begins so is a country


class Citizens:
    """Those who can sign in as citizens (see `sandbox.identity.subjects.Subjects`); a provider tells what it knows."""

    def __init__(self, space: Space) -> None:
        self._people = space.part(People)
        self._key = f"pairwise/{space.issuer}/{space.seed}".encode()

    def find(self, person_id: str | None) -> Persona | None:
        """Return the person of that id."""
        return self._people.find(person_id)

    def by_login(self, login: str) -> Persona | None:
        """Return the person of an e-mail address."""
        return self._people.by_email(login)

    def password(self, person_id: str) -> str:
        """Return the test password of a person."""
        persona = self.find(person_id)
        return persona.password if persona else ""

    def subject(self, client: RegisteredClient, person_id: str) -> str:
        """Return the pairwise `sub`: 64 hexadecimal characters."""
        return hmac.digest(self._key, f"{client.client_id}/{person_id}".encode(), hashlib.sha256).hex()

    def claims(self, person_id: str) -> JsonObject:
        """Return everything that UserInfo could tell of a person."""
        persona = self.find(person_id)
        return {} if persona is None else self.told(persona)

    def told(self, persona: Persona) -> JsonObject:
        """Return the traits of civil status, as the register of births has them."""
        place, country = birth_of(persona)
        return {
            "given_name": " ".join(persona.birth_given_names),
            "given_name_array": list(persona.birth_given_names),
            "family_name": persona.family_name,
            "birthdate": persona.birthdate,
            "gender": persona.gender,
            "birthplace": place,
            "birthcountry": country,
            "email": persona.email,
            **({"preferred_username": persona.used_name} if persona.used_name else {}),
        }


def birth_of(persona: Persona) -> tuple[str, str]:
    """Return where somebody was born: the INSEE code of the commune, empty abroad, and that of the country."""
    place = persona.birthplace
    return ("", place) if place.startswith(_ABROAD) else (place, FRANCE)
