"""The diary of a professional: when they receive patients, as far ahead as people may book; all follows from a seed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from random import Random
from typing import Final

from sandbox.fhir.agenda.paris_time import at_in_paris, in_paris
from sandbox.fhir.agenda.public_holidays import is_public_holiday
from sandbox.fhir.resources.practitioner import practitioner_id
from sandbox.people.professional import Professional

WEEK: Final = timedelta(days=7)
_WITHOUT: Final = ("emergency_physician",)  # nobody makes an appointment for an emergency
_MORNINGS: Final = ((time(8, 0), time(12, 0)), (time(8, 30), time(12, 30)), (time(9, 0), time(12, 0)))
_AFTERNOONS: Final = ((time(13, 30), time(17, 30)), (time(14, 0), time(18, 0)), (time(14, 0), time(19, 0)))
_OPENS_SATURDAY: Final = ("general_practitioner", "pharmacist", "nurse")
_FRIDAY, _SATURDAY = 4, 5
FEWEST_WEEKS, MOST_WEEKS = 4, 8
_TAKEN: Final = 0.45  # of what is offered, by people who are not in the space
_SLOT_ID: Final = re.compile(r"slot-(?P<whose>\d\d-[a-z-]+-\d{4})-(?P<start>\d{8}T\d{4}Z)\Z", re.ASCII)
_STAMP: Final = "%Y%m%dT%H%MZ"


@dataclass(frozen=True)
class Opening:
    """A span in which a professional receives one patient; `taken` by somebody from the start."""

    start: datetime
    end: datetime
    taken: bool


@dataclass(frozen=True)
class Diary:
    """When one professional receives patients."""

    professional: Professional
    seed: int

    @property
    def name(self) -> str:
        """What the ids of the schedule and of its slots are made of."""
        return practitioner_id(self.professional.id).removeprefix("pro-")

    @property
    def schedule_id(self) -> str:
        """The id of the Schedule."""
        return f"schedule-{self.name}"

    @property
    def minutes(self) -> int:
        """How long one opening is."""
        return self.professional.occupation.appointment

    @cached_property
    def weeks(self) -> int:
        """How many weeks ahead people may book, the present one included."""
        return self._chance("weeks").randint(FEWEST_WEEKS, MOST_WEEKS)

    def opened(self, now: datetime) -> tuple[date, date]:
        """Return the Mondays of the first and of the last week that people may book in."""
        first = monday(in_paris(now).date())
        return first, first + (self.weeks - 1) * WEEK

    def week(self, first: date) -> Iterator[Opening]:
        """Give the openings of the week that begins on a Monday, in order."""
        chance = self._chance(f"week/{first}")
        for number in range(_SATURDAY + 1):
            for start in self._starts(first + timedelta(days=number)):
                yield Opening(start, start + timedelta(minutes=self.minutes), chance.random() < _TAKEN)

    def slot_id(self, start: datetime) -> str:
        """Return the id of the Slot that begins at a moment."""
        return f"slot-{self.name}-{start.astimezone(UTC):{_STAMP}}"

    def _starts(self, day: date) -> Iterator[datetime]:
        if is_public_holiday(day):
            return
        for opens, closes in self._sessions.get(day.weekday(), ()):
            start, end = at_in_paris(day, opens), at_in_paris(day, closes)
            while start + timedelta(minutes=self.minutes) <= end:
                yield start
                start += timedelta(minutes=self.minutes)

    @cached_property
    def _sessions(self) -> dict[int, list[tuple[time, time]]]:
        """Morning and afternoon by weekday: one day is half off, and some work on Saturday mornings."""
        chance = self._chance("hours")
        morning, afternoon = chance.choice(_MORNINGS), chance.choice(_AFTERNOONS)
        half_day = chance.randrange(_FRIDAY + 1)
        sessions = {day: [morning] if day == half_day else [morning, afternoon] for day in range(_FRIDAY + 1)}
        if self.professional.specialty in _OPENS_SATURDAY and chance.random() < 1 / 2:
            sessions[_SATURDAY] = [morning]
        return sessions

    def _chance(self, what: str) -> Random:
        return Random(f"diary/{self.seed}/{self.professional.id}/{what}")  # noqa: S311 - made-up hours, not secrets


def keeps_diary(professional: Professional) -> bool:
    """Tell whether people make appointments with a professional."""
    return professional.specialty not in _WITHOUT


def monday(day: date) -> date:
    """Return the Monday of the week of a day."""
    return day - timedelta(days=day.weekday())


def read_slot_id(slot_id: str) -> tuple[str, datetime] | None:
    """Return the practitioner's id and the start that `slot_id` was made of, or None if it never made that."""
    found = _SLOT_ID.match(slot_id)
    if found is None:
        return None
    try:
        start = datetime.strptime(found["start"], _STAMP).replace(tzinfo=UTC)
    except ValueError:  # 30 February
        return None
    return f"pro-{found['whose']}", start
