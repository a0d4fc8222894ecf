"""The synthetic population: the same seed gives the same people; spaces of one run share no name and no canary."""

import random
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from itertools import product
from typing import Final, Literal, TypeVar

from sandbox.people.address import address_in, commune_in, mobile
from sandbox.people.ascii import ascii_of
from sandbox.people.directory import Directory
from sandbox.people.ins import Ins, with_key
from sandbox.people.measures import BloodPressure, BodyWeight, Measure
from sandbox.people.names import FEMININE, MARKED_SURNAMES, MASCULINE, PLAIN_SURNAMES
from sandbox.people.persona import Gender, Persona, Relations
from sandbox.people.traits import birth_given_names, insurance, password

Thing = TypeVar("Thing")

STRIDE: Final = 32  # spaces of one run draw from 32 interleaved parts of the population
_MARKED_EVERY: Final = 3
_SEX: Final = {"male": "1", "female": "2"}
_ORDERS: Final = 999  # order numbers of an INS
_BIRTHPLACES: Final = (  # sorted: the draw depends on the order
    "31069", "31149", "31395", "31555", "44026", "44109", "44162", "44184", "80001", "80016", "80021", "80253",
)  # fmt: skip
# Nobody else is born there; as many as there are rounds of order numbers, so that no two homonyms share an INS.
_HOMONYMS_BIRTHPLACES: Final = ("21231", "29019", "30189", "42218", "57463", "59512", "66136", "86194")
# Canaries are hundredths of a kilogram that do not end in 0, so no other value, of one decimal, looks like one.
_CANARIES: Final = tuple(hundredths for hundredths in range(4001, 10000) if hundredths % 10)
_BORROWED: Final = STRIDE // 2  # how far away the part is whose people come once the own ones are given out
CAPACITY: Final = min(len(_CANARIES), 3 * 48 * len(MARKED_SURNAMES))


class PopulationExhaustedError(Exception):
    """Every person of this part of the population has been given out."""


@dataclass(frozen=True)
class Population:
    """A part of the people of one seed.

    Attributes:
        seed: decides who lives here; all spaces of a run must use the same one.
        part: which of the 32 disjoint parts this space draws from.
        today: the day the histories lead up to (aware); the latest measure is of the day before.
        alone: no other space of the seed is there: once the own part is given out, all others follow.
    """

    seed: int
    today: datetime
    part: int = 0
    alone: bool = False

    def person(self, index: int) -> Persona:
        """Give the `index`-th person of this part, always the same one.

        Raises:
            PopulationExhaustedError: no one is left.
        """
        number = self._number(index)
        chance = self._chance(number)
        gender, given, family = self._name(number)
        born, birthplace = self._birth(chance)
        department = birthplace[:2]
        weight = Decimal(_canaries(self.seed)[number]).scaleb(-2)
        # Another source than `chance`: what was added later must not change who the people of a seed are.
        further = random.Random(f"further/{self.seed}/{number}")  # noqa: S311 - idem
        return Persona(
            id=f"p-{number:04d}",
            given_name=given,
            family_name=family,
            gender=gender,
            birthdate=born.isoformat(),
            birthplace=birthplace,
            email=f"{ascii_of(given)}.{ascii_of(family)}.{number}@patients.example",
            password=password(self.seed, str(number)),
            ins=Ins(with_key(_matricule_body(gender, born, birthplace, number))),
            measures=self._history(weight, chance),
            canary={"bodyweight": str(weight)},
            birth_given_names=birth_given_names(given, gender, further),
            used_name=None,
            address=address_in(commune_in(department, further), further),
            phone=mobile(further),
            relations=Relations(household=f"h-p{number:04d}"),  # they live alone: nobody else of a run may be met
            insurance=insurance(department, further),
            attending=Directory(self.seed).near_id(department, "general_practitioner"),
        )

    def _number(self, index: int) -> int:
        """The number of a person among all: of the own part, then of one that only a run of many spaces uses."""
        turn, place = divmod(index, CAPACITY // STRIDE)
        turns = STRIDE if self.alone else 2
        if turn >= turns:
            raise PopulationExhaustedError(
                f"part {self.part} of the population has {turns * (CAPACITY // STRIDE)} people"
            )
        return (self.part + turn * _BORROWED + turn // 2) % STRIDE + STRIDE * place

    def homonym(self, index: int, other: Persona) -> Persona:
        """Give the `index`-th person of this part, with the name, sex and day of birth of somebody else.

        They are born elsewhere and have other further given names, so that an INS is found for each in the end.

        Raises:
            PopulationExhaustedError: no one is left.
        """
        own = self.person(index)
        number = self._number(index)
        birthplace = _HOMONYMS_BIRTHPLACES[number // _ORDERS % len(_HOMONYMS_BIRTHPLACES)]
        names = FEMININE if other.gender == "female" else MASCULINE
        further = next(name for name in names[number % len(names) :] + names if name not in other.birth_given_names)
        body = _matricule_body(other.gender, date.fromisoformat(other.birthdate), birthplace, number)
        return replace(
            own,
            given_name=other.given_name,
            family_name=other.family_name,
            used_name=None,
            gender=other.gender,
            birthdate=other.birthdate,
            birthplace=birthplace,
            birth_given_names=(other.given_name, further),
            email=f"{ascii_of(other.given_name)}.{ascii_of(other.family_name)}.{number}@patients.example",
            ins=Ins(with_key(body)),
        )

    def has_matricule_body(self, body: str) -> bool:
        """Tell whether anybody of this seed, in whatever part, has an INS of those thirteen characters."""
        if body[5:10] not in _BIRTHPLACES:
            return False
        candidates = range(int(body[10:]) - 1, CAPACITY, _ORDERS)  # who has that order number
        same_sex = [number for number in candidates if _SEX[self._name(number)[0]] == body[0]]
        return any(self._body(number) == body for number in same_sex)

    def _body(self, number: int) -> str:
        return _matricule_body(self._name(number)[0], *self._birth(self._chance(number)), number)

    def _chance(self, number: int) -> random.Random:
        return random.Random(f"person/{self.seed}/{number}")  # noqa: S311 - made-up people, not secrets

    def _birth(self, chance: random.Random) -> tuple[date, str]:
        born = self.today.date() - timedelta(days=chance.randrange(20 * 365, 80 * 365))
        return born, chance.choice(_BIRTHPLACES)

    def _name(self, number: int) -> tuple[Gender, str, str]:
        turn, place = divmod(number, _MARKED_EVERY)
        if place == _MARKED_EVERY - 1:
            given, family = _names(self.seed, "marked")[turn]
        else:
            given, family = _names(self.seed, "plain")[2 * turn + place]
        return ("female" if given in FEMININE else "male"), given, family

    def _history(self, latest: Decimal, chance: random.Random) -> tuple[Measure, ...]:
        days = sorted(chance.sample(range(2, 330), 4), reverse=True)
        older = [(latest + Decimal(chance.randrange(-30, 30)) / 10).quantize(Decimal("0.1")) for _ in range(2)]
        pressures = [(chance.randrange(105, 140), chance.randrange(62, 88)) for _ in range(2)]
        return (
            BodyWeight(older[0], self._at(days[0], chance)),
            BloodPressure(*pressures[0], self._at(days[1], chance)),
            BodyWeight(older[1], self._at(days[2], chance)),
            BloodPressure(*pressures[1], self._at(days[3], chance)),
            BodyWeight(latest, self._at(1, chance)),
        )

    def _at(self, days_ago: int, chance: random.Random) -> datetime:
        day = self.today.date() - timedelta(days=days_ago)
        return datetime.combine(day, time(chance.randrange(6, 22), chance.randrange(60)), self.today.tzinfo)


# The spaces of a run have one seed: what is drawn for all of its people is drawn once.


@lru_cache(maxsize=4)
def _canaries(seed: int) -> list[int]:
    return _shuffled(_CANARIES, f"canaries/{seed}")


@lru_cache(maxsize=8)
def _names(seed: int, kind: Literal["plain", "marked"]) -> list[tuple[str, str]]:
    surnames = {"plain": PLAIN_SURNAMES, "marked": MARKED_SURNAMES}[kind]
    return _shuffled(tuple(product((*FEMININE, *MASCULINE), surnames)), f"{kind}/{seed}")


def _shuffled(things: tuple[Thing, ...], what: str) -> list[Thing]:
    return random.Random(what).sample(things, len(things))  # noqa: S311 - made-up people, not secrets


def _matricule_body(gender: Gender, born: date, birthplace: str, number: int) -> str:
    return f"{_SEX[gender]}{born.year % 100:02d}{born.month:02d}{birthplace}{number % _ORDERS + 1:03d}"
