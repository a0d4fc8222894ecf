"""What the parts of a history share: the person, the day it leads up to, and where chance comes from."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Final

from sandbox.people.age import age_on
from sandbox.people.directory import Directory
from sandbox.people.persona import Persona
from sandbox.people.professional import Specialty

_SATURDAY: Final = 5
_MAJORITY: Final = 18


@dataclass(frozen=True)
class Life:
    """A person as their history sees them; `neighbourhood` is the resident number that decides who cares for them."""

    persona: Persona
    today: datetime
    directory: Directory
    neighbourhood: int = 0

    def chance(self, what: str) -> Random:
        """Return a source of chance of its own for a part: what one part draws does not change another."""
        return Random(f"{what}/{self.directory.seed}/{self.persona.id}")  # noqa: S311 - made-up lives, not secrets

    @cached_property
    def born(self) -> date:
        """The day of birth."""
        return date.fromisoformat(self.persona.birthdate)

    @cached_property
    def age(self) -> int:
        """The age in years."""
        return age_on(self.born, self.today.date())

    @property
    def is_minor(self) -> bool:
        """Whether the person is under 18."""
        return self.age < _MAJORITY

    @property
    def is_female(self) -> bool:
        """Whether the person is female, as the INS says."""
        return self.persona.gender == "female"

    def sees(self, specialty: Specialty) -> str:
        """Return the id of the professional of a specialty who cares for the person."""
        if specialty == "general_practitioner":
            return self.persona.attending
        return self.directory.near_id(self.persona.address.department, specialty, self.neighbourhood)

    def ago(self, days: float) -> date:
        """Return the day so many days ago, never before birth."""
        return max(self.today.date() - timedelta(days=days), self.born)

    def at(self, day: date, chance: Random, hours: tuple[int, int] = (6, 22)) -> datetime:
        """Return a moment of a day between two hours."""
        moment = time(chance.randrange(*hours), chance.randrange(60))
        return datetime.combine(day, moment, self.today.tzinfo)

    def opening_hours(self, day: date, chance: Random) -> datetime:
        """Return a moment, by five minutes, when practices are open, on that day or the next working one."""
        while day.weekday() >= _SATURDAY:
            day += timedelta(days=1)
        return datetime.combine(day, time(chance.randrange(7, 17), chance.randrange(0, 60, 5)), self.today.tzinfo)
