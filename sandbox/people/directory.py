"""The directory of made-up professionals: each follows from the seed, their department, specialty and rank."""

import re
from dataclasses import dataclass
from random import Random
from typing import Final, get_args

from sandbox.people.address import address_in, commune_in, landline_in
from sandbox.people.ascii import ascii_of
from sandbox.people.communes import DEPARTMENT_OF, DEPARTMENTS
from sandbox.people.names import FEMININE, MARKED_SURNAMES, MASCULINE, PLAIN_SURNAMES
from sandbox.people.professional import OCCUPATIONS, Organization, OrganizationKind, Professional, Specialty

SPECIALTIES: Final[tuple[Specialty, ...]] = get_args(Specialty)
_KINDS: Final[tuple[OrganizationKind, ...]] = get_args(OrganizationKind)
_PEOPLE: Final = sum(one.thousands for one in DEPARTMENTS)
_RANKS: Final = 10_000  # of one specialty in one department, far above what 100,000 residents need
# No public text sets numbers aside for tests: 899 and 99 are supposed to be free (see DIVERGENCES).
_TEST_RPPS: Final = "899"
_TEST_FINESS: Final = "99"
_PROFESSIONAL_ID: Final = re.compile(rf"pro-(\d\d)-({'|'.join(SPECIALTIES)})-(\d{{1,4}})\Z", re.ASCII)
_ORGANIZATION_ID: Final = re.compile(rf"org-(\d\d)-({'|'.join(_KINDS)})-(\d{{1,4}})\Z", re.ASCII)
_SHARED_BY: Final[dict[OrganizationKind, int]] = {  # how many of one specialty work in one place
    "practice": 3,
    "hospital": 12,
    "laboratory": 2,
    "pharmacy": 2,
    "imaging_centre": 4,
}
_TITLES: Final[dict[OrganizationKind, str]] = {
    "practice": "Maison de santé",
    "hospital": "Centre hospitalier",
    "laboratory": "Laboratoire de biologie médicale",
    "pharmacy": "Pharmacie",
    "imaging_centre": "Centre d'imagerie médicale",
}
_EPITHETS: Final = (
    "des Acacias", "du Canal", "des Hêtres", "du Parc", "de la Source", "des Remparts", "du Levant", "des Glycines",
    "du Vieux-Pont", "de la Prairie", "des Alizés", "du Belvédère",
)  # fmt: skip


@dataclass(frozen=True)
class Directory:
    """The professionals who care for a number of residents; growing the number adds some and changes nobody."""

    seed: int
    residents: int = 0

    def find(self, professional_id: str | None) -> Professional | None:
        """Return the professional of that id, if they practise here."""
        found = _PROFESSIONAL_ID.match(professional_id or "")
        if found is None:
            return None
        department, name, rank = found[1], found[2], int(found[3])
        specialty = next(one for one in SPECIALTIES if one == name)
        if professional_id != _professional_id(department, specialty, rank) or department not in DEPARTMENT_OF:
            return None
        return self._professional(department, specialty, rank) if rank < self.count(department, specialty) else None

    def organization(self, organization_id: str | None) -> Organization | None:
        """Return the organisation of that id, if anyone practises there."""
        found = _ORGANIZATION_ID.match(organization_id or "")
        if found is None or found[1] not in DEPARTMENT_OF:
            return None
        kind = next(one for one in _KINDS if one == found[2])
        made = self._organization(found[1], kind, int(found[3]))
        return made if made.id == organization_id and int(found[3]) < self._places(found[1], kind) else None

    def near(self, department: str, specialty: Specialty, resident: int = 0) -> Professional:
        """Return who cares for a resident: neighbours in number share the same one."""
        return self._professional(department, specialty, _rank(department, specialty, resident))

    def near_id(self, department: str, specialty: Specialty, resident: int = 0) -> str:
        """Return the id of `near` without making the professional up."""
        return _professional_id(department, specialty, _rank(department, specialty, resident))

    def count(self, department: str, specialty: Specialty) -> int:
        """Say how many of a specialty practise in a department: at least one."""
        return _rank(department, specialty, max(self.residents - 1, 0)) + 1

    def __len__(self) -> int:
        return sum(self.count(one.code, specialty) for one in DEPARTMENTS for specialty in SPECIALTIES)

    def professional(self, number: int) -> Professional:
        """Return the `number`-th professional of the directory, counted from 0.

        Raises:
            IndexError: there are fewer.
        """
        left = number
        for department in DEPARTMENTS:
            for specialty in SPECIALTIES:
                count = self.count(department.code, specialty)
                if 0 <= left < count:
                    return self._professional(department.code, specialty, left)
                left -= count
        raise IndexError(number)

    def _places(self, department: str, kind: OrganizationKind) -> int:
        most = max(self.count(department, one) for one in SPECIALTIES if OCCUPATIONS[one].works_in == kind)
        return (most - 1) // _SHARED_BY[kind] + 1

    def _professional(self, department: str, specialty: Specialty, rank: int) -> Professional:
        chance = Random(f"professional/{self.seed}/{department}/{specialty}/{rank}")  # noqa: S311 - made-up people
        given = chance.choice((*FEMININE, *MASCULINE))
        family = chance.choice((*PLAIN_SURNAMES, *MARKED_SURNAMES))
        kind = OCCUPATIONS[specialty].works_in
        place = (list(DEPARTMENT_OF).index(department) * len(SPECIALTIES) + SPECIALTIES.index(specialty)) * _RANKS
        where = ascii_of(DEPARTMENT_OF[department].name)
        return Professional(
            id=_professional_id(department, specialty, rank),
            specialty=specialty,
            given_name=given,
            family_name=family,
            gender="female" if given in FEMININE else "male",
            rpps=with_luhn_key(f"{_TEST_RPPS}{place + rank:07d}"),
            mssante=f"{ascii_of(given)}.{ascii_of(family)}.{place + rank}@{where}.mssante.example",
            organization=self._organization(department, kind, rank // _SHARED_BY[kind]),
        )

    def _organization(self, department: str, kind: OrganizationKind, rank: int) -> Organization:
        chance = Random(f"organization/{self.seed}/{department}/{kind}/{rank}")  # noqa: S311 - idem
        commune = commune_in(department, chance)
        place = (list(DEPARTMENT_OF).index(department) * len(_KINDS) + _KINDS.index(kind)) * (_RANKS // 2)
        name = _TITLES[kind] + (f" de {commune.name}" if kind == "hospital" else f" {chance.choice(_EPITHETS)}")
        return Organization(
            id=f"org-{department}-{kind}-{rank:04d}",
            kind=kind,
            name=name.replace(" de Le ", " du ").replace(" de Les ", " des "),
            finess=with_luhn_key(f"{_TEST_FINESS}{place + rank:06d}"),
            address=address_in(commune, chance),
            phone=landline_in(department, chance),
        )


def with_luhn_key(digits: str) -> str:
    """Complete digits with the key that makes the whole pass the Luhn test (ISO/IEC 7812-1, annex B)."""
    doubled = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(digits))]
    return f"{digits}{-sum(sum(divmod(number, 10)) for number in doubled) % 10}"


def _rank(department: str, specialty: Specialty, resident: int) -> int:
    return resident * DEPARTMENT_OF[department].thousands // (_PEOPLE * OCCUPATIONS[specialty].people_each)


def _professional_id(department: str, specialty: Specialty, rank: int) -> str:
    return f"pro-{department}-{specialty}-{rank:04d}"
