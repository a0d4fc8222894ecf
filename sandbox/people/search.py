"""Finding people of a space by what one knows of them; a space may be large, so a search goes on in steps."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sandbox.clock import Clock
from sandbox.people.age import age_on
from sandbox.people.ascii import ascii_of
from sandbox.people.history.life import Life
from sandbox.people.history.stories import live
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.record import Condition
from sandbox.spaces import Space

MAJORITY: Final = 18
_SENIOR: Final = 75
STRIDE: Final = 2000  # people looked at in one step: a second or two when nobody was made up before
_ANY_AGE: Final = (0, 150)


@dataclass(frozen=True)
class Wanted:
    """Whom one looks for: words of the name, ages from and to (whole years), a department, a situation; "" is any."""

    name: str = ""
    ages: tuple[int, int] = _ANY_AGE
    department: str = ""
    situation: str = ""


@dataclass(frozen=True)
class Found:
    """One person found, with their age in the space now and the conditions they live with."""

    persona: Persona
    age: int
    conditions: tuple[Condition, ...]


@dataclass(frozen=True)
class Step:
    """What one step found, and the place where the next one begins; None at the end of the population."""

    found: tuple[Found, ...]
    next: int | None


class Seeker:
    """Looks through the people of one space."""

    def __init__(self, space: Space) -> None:
        self.people = space.part(People)
        self._clock = space.part(Clock)

    def seek(self, wanted: Wanted, *, start: int = 0, count: int = 20) -> Step:
        """Return the first `count` people from place `start` on, looking at `STRIDE` of them at most."""
        everyone, today = self.people.everyone(), self._clock.today().date()
        end = min(len(everyone), start + STRIDE)
        words = [ascii_of(word) for word in wanted.name.split()]
        found: list[Found] = []
        for place in range(max(start, 0), end):
            if len(found) == count:
                return Step(tuple(found), place)
            persona = everyone[place]
            if _matches(persona, wanted, words, today) and SITUATIONS[wanted.situation](self, persona, today):
                found.append(self.describe(persona, today))
        return Step(tuple(found), end if end < len(everyone) else None)

    def describe(self, persona: Persona, today: date | None = None) -> Found:
        """Return what is told of a person."""
        today = today or self._clock.today().date()
        return Found(persona, age_on(date.fromisoformat(persona.birthdate), today), self.conditions(persona))

    def conditions(self, persona: Persona) -> tuple[Condition, ...]:
        """Return what a person lived with when the space began; much quicker than drawing their record."""
        life = Life(persona, self.people.began, self.people.directory, 0)
        return live(life)[1]


def _matches(persona: Persona, wanted: Wanted, words: list[str], today: date) -> bool:
    if wanted.department and persona.address.department != wanted.department:
        return False
    if wanted.ages != _ANY_AGE:
        youngest, oldest = wanted.ages
        if not youngest <= age_on(date.fromisoformat(persona.birthdate), today) <= oldest:
            return False
    names = (persona.given_name, persona.used_name or "", persona.family_name, persona.id, persona.email)
    return all(any(word in ascii_of(name) for name in names) for word in words)


def _is_minor(_seeker: Seeker, persona: Persona, today: date) -> bool:
    return age_on(date.fromisoformat(persona.birthdate), today) < MAJORITY


def _is_senior(_seeker: Seeker, persona: Persona, today: date) -> bool:
    return age_on(date.fromisoformat(persona.birthdate), today) >= _SENIOR


def _is_long_ill(seeker: Seeker, persona: Persona, _today: date) -> bool:
    return any(condition.long_term for condition in seeker.conditions(persona))


def _is_pregnant(seeker: Seeker, persona: Persona, _today: date) -> bool:
    return any(condition.term.code.startswith("Z34") for condition in seeker.conditions(persona))


def _has_minors(seeker: Seeker, persona: Persona, _today: date) -> bool:
    return any(persona.id in one.relations.guardians for one in seeker.people.household(persona))


def _lives_alone(seeker: Seeker, persona: Persona, _today: date) -> bool:
    return len(seeker.people.household(persona)) == 1


def _has_solidarity(_seeker: Seeker, persona: Persona, _today: date) -> bool:
    return persona.insurance.complementary == "solidarity"


def _anybody(_seeker: Seeker, _persona: Persona, _today: date) -> bool:
    return True


SITUATIONS: Final[Mapping[str, Callable[[Seeker, Persona, date], bool]]] = {
    "": _anybody,
    "minor": _is_minor,
    "guardian": _has_minors,
    "long_illness": _is_long_ill,
    "pregnancy": _is_pregnant,
    "senior": _is_senior,
    "alone": _lives_alone,
    "solidarity": _has_solidarity,
}
