"""Appointments, past and to come, as the stories have them."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final

from sandbox.people.history.life import Life
from sandbox.people.history.visits import VISITS, Visit
from sandbox.people.professional import OCCUPATIONS
from sandbox.people.record import Appointment, AppointmentStatus, StoryName

_BACK: Final = 540  # days
_AHEAD: Final = 150
_BOOKED: Final = 0.75  # of what is to come
_PAST: Final[tuple[tuple[AppointmentStatus, int], ...]] = (("kept", 88), ("cancelled", 8), ("missed", 4))
_CHILD_DENTIST_FROM: Final = 3


@dataclass(frozen=True)
class Booked:
    """An appointment with the kind of visit that it is for."""

    appointment: Appointment
    visit: Visit


def draw_appointments(life: Life, stories: Collection[StoryName]) -> tuple[Booked, ...]:
    """Draw the appointments, oldest first; nobody has two at a time."""
    chance = life.chance("appointments")
    starts: dict[datetime, Visit] = {}
    for story in stories:
        for visit in VISITS[story]:
            if visit.specialty == "dentist" and life.age < _CHILD_DENTIST_FROM:
                continue
            for start in _starts(life, visit, chance):
                if not any(abs(start - other) < timedelta(hours=2) for other in starts):
                    starts[start] = visit
    ordered = sorted(starts.items())
    return tuple(
        Booked(_appointment(life, number, start, visit, chance), visit)
        for number, (start, visit) in enumerate(ordered, 1)
    )


def _starts(life: Life, visit: Visit, chance: Random) -> Iterator[datetime]:
    ago = _BACK - chance.randrange(visit.every)
    while ago > -_AHEAD:
        wanted = life.today.date() - timedelta(days=ago)
        start = life.opening_hours(wanted, chance)
        booked = start < life.today or chance.random() < _BOOKED
        if wanted >= life.born and booked:
            yield start
        ago -= max(20, round(visit.every * chance.uniform(0.85, 1.15)))


def _appointment(life: Life, number: int, start: datetime, visit: Visit, chance: Random) -> Appointment:
    statuses, weights = zip(*_PAST, strict=True)
    past: AppointmentStatus = chance.choices(statuses, weights)[0]
    to_come: AppointmentStatus = "cancelled" if past == "cancelled" else "planned"
    minutes = OCCUPATIONS[visit.specialty].appointment
    over = start + timedelta(minutes=minutes) <= life.today
    return Appointment(
        id=f"{life.persona.id}-appointment-{number}",
        professional=life.sees(visit.specialty),
        start=start,
        minutes=minutes,
        reason=visit.reason,
        status=past if over else to_come,
    )
