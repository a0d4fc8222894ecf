"""The professionals of the directory as Pro Santé Connect knows them, each by a national id."""

import uuid
from dataclasses import dataclass

from sandbox.identity.prosanteconnect.claims import claims_of
from sandbox.json_value import JsonObject
from sandbox.oidc.clients import RegisteredClient
from sandbox.people import traits
from sandbox.people.ascii import ascii_of
from sandbox.people.people import People
from sandbox.people.professional import Professional
from sandbox.spaces import Space

_BY_RPPS = "8"  # the kind of number that begins a national id (IdNat_PS): here always RPPS
_MOST_FOUND = 10


def national_id(professional: Professional) -> str:
    """Return the national id of a professional: 12 digits, the kind of number and the number (RPPS)."""
    return _BY_RPPS + professional.rpps


@dataclass(frozen=True)
class _Listing:
    """The directory of a space of so many residents."""

    residents: int
    by_national_id: dict[str, Professional]


class Professionals:
    """Those who can sign in at Pro Santé Connect (see `sandbox.identity.subjects.Subjects`)."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._people = space.part(People)
        self._listed: _Listing | None = None
        self._federation = uuid.uuid5(uuid.NAMESPACE_URL, space.issuer)

    def find(self, person_id: str | None) -> Professional | None:
        """Return the professional of that id of the directory."""
        return self._people.directory.find(person_id)

    def by_login(self, login: str) -> Professional | None:
        """Return the professional of a national id, or of an RPPS number alone."""
        by_number = self._by_national_id()
        return by_number.get(login) or by_number.get(_BY_RPPS + login)

    def password(self, person_id: str) -> str:
        """Return the test password of a professional."""
        return traits.password(self._space.seed, f"professional/{person_id}")

    def subject(self, _client: RegisteredClient, person_id: str) -> str:
        """Return the `sub`, the same for every client: `f:<uuid>:<national id>`."""
        professional = self.find(person_id)
        return f"f:{self._federation}:{national_id(professional) if professional else person_id}"

    def claims(self, person_id: str) -> JsonObject:
        """Return everything that UserInfo tells of a professional."""
        professional = self.find(person_id)
        return {} if professional is None else claims_of(professional, national_id(professional))

    def everyone(self) -> list[Professional]:
        """Return all who practise in the space."""
        return list(self._by_national_id().values())

    def coordinates(self, professional: Professional) -> JsonObject:
        """Say in JSON what a driver must know to act as a professional, test password included."""
        return {
            "id": professional.id,
            "name": professional.name,
            "national_id": national_id(professional),
            "rpps": professional.rpps,
            "profession": professional.occupation.profession.code,
            "specialty": professional.specialty,
            "organization": professional.organization.name,
            "password": self.password(professional.id),
        }

    def search(self, words: str) -> list[Professional]:
        """Return professionals whose name, number, profession or town hold all the words; at most ten."""
        wanted = [word for word in ascii_of(words).split("-") if word]
        found = []
        for professional in self._by_national_id().values():
            if all(word in _searchable(professional) for word in wanted):
                found.append(professional)
            if len(found) == _MOST_FOUND:
                break
        return found

    def _by_national_id(self) -> dict[str, Professional]:
        directory = self._people.directory  # grows when the space is settled
        listed = self._listed
        if listed is None or listed.residents != directory.residents:
            everyone = (directory.professional(number) for number in range(len(directory)))
            listed = self._listed = _Listing(directory.residents, {national_id(one): one for one in everyone})
        return listed.by_national_id


def _searchable(professional: Professional) -> str:
    words = professional.occupation.words
    told = (professional.name, professional.occupation.profession.fr, words.fr, words.en)
    place = (professional.organization.name, professional.organization.address.city)
    return f"{national_id(professional)} {ascii_of(' '.join((*told, *place)))}"
