"""What a person is due for: vaccines, screenings and check-ups, less what their record says was done."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from sandbox.people.persona import Persona
from sandbox.people.record import Record
from sandbox.people.reminder_rules import Rule, rules

_AHEAD: Final = timedelta(days=60)
_LATE_AFTER: Final = timedelta(days=180)


@dataclass(frozen=True)
class Reminder:
    """Something due.

    Attributes:
        due: the first day; in the future for what is announced up to two months ahead.
        until: the last day, included, on which it makes sense.
        dose: which time this is, counted from 1.
        last: when it was done last.
    """

    rule: Rule
    due: date
    until: date
    dose: int
    last: date | None
    status: Literal["coming", "due", "late"]


def reminders(persona: Persona, done: Mapping[str, Sequence[date]], today: date) -> tuple[Reminder, ...]:
    """Return what a person is due for on a day, the most urgent first; `done` has the days by rule id."""
    found = [one for rule in rules().values() for one in _of(rule, persona, sorted(done.get(rule.id, ())), today)]
    return tuple(sorted(found, key=lambda one: (one.due, one.rule.id)))


def done_dates(record: Record) -> dict[str, list[date]]:
    """Collect from a record when each rule was met."""
    days: dict[str, list[date]] = {}
    for vaccination in record.vaccinations:
        days.setdefault(vaccination.rule, []).append(vaccination.given)
    for screening in record.screenings:
        days.setdefault(screening.rule, []).append(screening.done)
    return days


def _of(rule: Rule, persona: Persona, done: Sequence[date], today: date) -> Iterator[Reminder]:
    if rule.sex not in (None, persona.gender):
        return
    done = [day for day in done if day <= today]
    born = date.fromisoformat(persona.birthdate)
    for occasion in rule.schedule.occasions(born, done, today):
        due = max(occasion.opens, rule.since)
        if due - _AHEAD <= today < occasion.closes:
            late = today - due > _LATE_AFTER
            status: Literal["coming", "due", "late"] = "coming" if today < due else "late" if late else "due"
            last = occasion.closes - timedelta(days=1)
            yield Reminder(rule, due, last, occasion.dose, done[-1] if done else None, status)
            return  # one at a time: the second dose is announced once the first is given
