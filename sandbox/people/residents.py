"""The residents of a standing space: each person and household follows from the seed and a number alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from random import Random
from typing import Final

from sandbox.people import birthplaces
from sandbox.people.address import address_in, commune_in, landline_in, mobile
from sandbox.people.ascii import ascii_of
from sandbox.people.births import Birth, draw_births
from sandbox.people.civil_numbers import MOST_RESIDENTS, CivilNumbers, Slot
from sandbox.people.communes import DEPARTMENTS
from sandbox.people.directory import Directory
from sandbox.people.generations import given_names
from sandbox.people.households import household_with
from sandbox.people.ins import Ins, has_right_key, with_key
from sandbox.people.kinship import relations, resident_id
from sandbox.people.persona import Persona
from sandbox.people.population import Population
from sandbox.people.surnames import draw_surnames
from sandbox.people.traits import insurance, password

FEWEST: Final = 10
_ID: Final = re.compile(r"r-(\d{6})\Z", re.ASCII)
_EMAIL: Final = re.compile(r"[a-z.-]+\.r(\d{1,6})@patients\.example\Z", re.ASCII)
_LANDLINE_FROM_AGE: Final = 70


class ResidentsOutOfRangeError(ValueError):
    """A space is settled by nobody, or by 10 to 100,000 people."""


@dataclass(frozen=True)
class Residents:
    """The people who live in a space, numbered from 0.

    Attributes:
        seed: decides who they are; a person is the same whatever `count`, but for the last, incomplete street.
        today: the day their ages count from (aware).
        count: how many there are, 10 to 100,000.
    """

    seed: int
    today: datetime
    count: int

    def __post_init__(self) -> None:
        if not FEWEST <= self.count <= MOST_RESIDENTS:
            raise ResidentsOutOfRangeError(f"{FEWEST} to {MOST_RESIDENTS} people can live in a space, not {self.count}")

    def __len__(self) -> int:
        return self.count

    def person(self, number: int) -> Persona:
        """Return a resident.

        Raises:
            IndexError: nobody has that number.
        """
        if not 0 <= number < self.count:
            raise IndexError(number)
        plan = household_with(self.seed, self.count, number)
        return _household(self, plan.first)[number - plan.first]

    def household(self, number: int) -> tuple[Persona, ...]:
        """Return everybody who lives with a resident, the resident included: adults, children, a grandparent."""
        if not 0 <= number < self.count:
            raise IndexError(number)
        return _household(self, household_with(self.seed, self.count, number).first)

    def find(self, persona_id: str) -> Persona | None:
        """Return the resident of that id."""
        found = _ID.match(persona_id)
        return self.person(int(found[1])) if found and int(found[1]) < self.count else None

    def number_of(self, persona: Persona) -> int | None:
        """Return a resident's number, None for somebody who is not of here."""
        found = _ID.match(persona.id)
        return int(found[1]) if found and int(found[1]) < self.count else None

    def by_email(self, email: str) -> Persona | None:
        """Return the resident of that address; its case does not matter."""
        found = _EMAIL.match(email.casefold())
        persona = self.person(int(found[1])) if found and int(found[1]) < self.count else None
        return persona if persona and persona.email == email.casefold() else None

    def by_ins(self, matricule: str) -> Persona | None:
        """Return the resident of that matricule: its parts lead back to one number."""
        if not has_right_key(matricule) or not matricule[1:5].isdigit() or not matricule[10:13].isdigit():
            return None
        year, month, order = int(matricule[1:3]), int(matricule[3:5]), int(matricule[10:13])
        slot = Slot(month, year % 3, birthplaces.origin_of(matricule[5:10]), order)
        first_twin = slot.of_first_twin()
        number = self._numbers.number(first_twin or slot)
        if number is None or not 0 <= (number := number + bool(first_twin)) < self.count:
            return None
        persona = self.person(number)
        return persona if persona.ins.matricule == matricule else None

    def born_on(self, day: date) -> Iterator[Persona]:
        """Give the residents born on a day: their numbers lead to few, whoever else lives here."""
        for number in sorted(set(self._numbers.of_births(day))):
            if number < self.count and (persona := self.person(number)).birthdate == day.isoformat():
                yield persona

    @cached_property
    def _numbers(self) -> CivilNumbers:
        return CivilNumbers(self.seed)

    @cached_property
    def _population(self) -> Population:
        return Population(self.seed, self.today)

    def make_household(self, first: int) -> tuple[Persona, ...]:
        """Make up the household whose first member has that number."""
        plan = household_with(self.seed, self.count, first)
        chance = Random(f"household/{self.seed}/{first}")  # noqa: S311 - made-up people, not secrets
        department = chance.choices(DEPARTMENTS, [one.thousands for one in DEPARTMENTS])[0].code
        address = address_in(commune_in(department, chance), chance)
        slots = [self._numbers.slot(number) for number in range(first, first + plan.size)]
        births = draw_births(plan, slots, department, self.today.date(), chance)
        surnames = draw_surnames(plan, births, chance)
        landline = landline_in(department, chance)
        rights = insurance(department, chance)
        members = []
        taken: set[str] = set()
        for place, (birth, surname) in enumerate(zip(births, surnames, strict=True)):
            number = first + place
            given, *others = self._given_names(birth, taken, chance)
            taken.add(given)
            birthplace, ins = self._civil(birth, department)
            elderly = self.today.year - birth.born.year >= _LANDLINE_FROM_AGE
            members.append(
                Persona(
                    id=resident_id(number),
                    given_name=given,
                    family_name=surname.at_birth,
                    gender=birth.gender,
                    birthdate=birth.born.isoformat(),
                    birthplace=birthplace,
                    email=f"{ascii_of(given)}.{ascii_of(surname.shown)}.r{number}@patients.example",
                    password=password(self.seed, f"resident/{number}"),
                    ins=ins,
                    measures=(),
                    canary={},
                    birth_given_names=(given, *others),
                    used_name=surname.used,
                    address=address,
                    phone=landline if elderly else mobile(chance),
                    relations=relations(plan, place, [one.born for one in births], self.today.date()),
                    insurance=rights,
                    attending=Directory(self.seed).near_id(department, "general_practitioner", first),
                )
            )
        return tuple(members)

    def _given_names(self, birth: Birth, taken: set[str], chance: Random) -> list[str]:
        free = [name for name in given_names(birth.gender, birth.born.year) if name not in taken]
        return chance.sample(free, chance.choices((1, 2, 3), (3, 4, 3))[0])

    def _civil(self, birth: Birth, department: str) -> tuple[str, Ins]:
        place = birth.birthplace
        body = birth.matricule_body(place)
        if self._population.has_matricule_body(
            body
        ):  # somebody given out to a run is born there, then, with that number
            place = birthplaces.substitute(birth.slot.origin, department)
            body = birth.matricule_body(place)
        return place, Ins(with_key(body))


@lru_cache(maxsize=1024)
def _household(residents: Residents, first: int) -> tuple[Persona, ...]:
    return residents.make_household(first)
