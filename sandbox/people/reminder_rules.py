"""The rules that say who is due for which vaccine, screening or check-up, read from `reminders.yaml`."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import Any, Final, Literal, Protocol

import yaml

from sandbox.people.age import birthday
from sandbox.people.persona import Gender
from sandbox.people.professional import Specialty
from sandbox.people.term import Term

ReminderKind = Literal["vaccination", "screening", "check_up"]
Unchecked = Any  # a row of the file: a malformed one is our own fault and raises
_AGE: Final = re.compile(r"(?:(\d+)y)?(?:(\d+)m)?\Z")
_EARLY: Final = timedelta(days=2 * 365)  # a booster taken up to two years before its age counts for it


@dataclass(frozen=True)
class Age:
    """An age in years and months."""

    years: int
    months: int = 0

    def of(self, born: date) -> date:
        """Return the day on which somebody reaches the age."""
        return birthday(born, self.years, self.months)


@dataclass(frozen=True)
class Occasion:
    """A span of days, the last one excluded, in which a rule asks for something; `dose` counts from 1."""

    opens: date
    closes: date
    dose: int


class Schedule(Protocol):
    """When a rule asks for something."""

    def occasions(self, born: date, done: Sequence[date], today: date) -> Iterator[Occasion]:
        """Yield the occasions not yet met by what was done, oldest first, up to the next one to come."""


@dataclass(frozen=True)
class Doses:
    """A series: the doses follow each other, each may be made up for until the last age."""

    ages: tuple[Age, ...]
    until: Age

    def occasions(self, born: date, done: Sequence[date], today: date) -> Iterator[Occasion]:
        """Yield the next dose that is missing."""
        del today
        if len(done) >= len(self.ages):
            return
        age = self.ages[len(done)]
        opens = age.of(born)
        if done:  # who began late keeps the interval between two doses
            before = self.ages[len(done) - 1]
            opens = max(opens, birthday(done[-1], age.years - before.years, age.months - before.months))
        yield Occasion(opens, self.until.of(born), len(done) + 1)


@dataclass(frozen=True)
class Windows:
    """Once within each span of ages; what is done `early` before it counts too."""

    spans: tuple[tuple[Age, Age], ...]
    early: timedelta = timedelta(0)

    def occasions(self, born: date, done: Sequence[date], today: date) -> Iterator[Occasion]:
        """Yield the spans in which nothing was done."""
        del today
        for number, (start, end) in enumerate(self.spans, 1):
            opens, closes = start.of(born), end.of(born)
            if not any(opens - self.early <= day < closes for day in done):
                yield Occasion(opens, closes, number)


@dataclass(frozen=True)
class Every:
    """Again after some years, which may depend on the age at which it was done last."""

    spans: tuple[tuple[Age, Age, int], ...]

    def occasions(self, born: date, done: Sequence[date], today: date) -> Iterator[Occasion]:
        """Yield the next time, due as long as the person is of the age."""
        del today
        first, end = self.spans[0][0].of(born), self.spans[-1][1].of(born)
        last = max((day for day in done if day < end), default=None)
        opens = first if last is None else max(first, birthday(last, self.years_after(born, last)))
        if opens < end:
            yield Occasion(opens, end, len(done) + 1)

    def years_after(self, born: date, last: date) -> int:
        """Return how many years a screening of that day is good for."""
        return next((years for _start, end, years in self.spans if last < end.of(born)), self.spans[-1][2])


@dataclass(frozen=True)
class Season:
    """Every year from an age, between two days (month, day) of which the second is in the next year."""

    start: tuple[int, int]
    end: tuple[int, int]
    from_age: Age

    def occasions(self, born: date, done: Sequence[date], today: date) -> Iterator[Occasion]:
        """Yield the season under way or to come, unless it was met."""
        year = today.year if (today.month, today.day) > self.end else today.year - 1
        opens, closes = date(year, *self.start), date(year + 1, *self.end) + timedelta(days=1)
        opens = max(opens, self.from_age.of(born))
        if opens < closes and not any(date(year, 8, 1) <= day < closes for day in done):
            yield Occasion(opens, closes, len(done) + 1)


@dataclass(frozen=True)
class Rule:
    """A row of the file: what, for whom, when, why, at whom to see, and where it comes from.

    Attributes:
        title: the id of the rule and its words.
        why: the reason in words; its code is that of the rule.
        vaccine: the ATC class of what is given, for vaccinations.
        since: nobody was called for it before that day.
    """

    title: Term
    kind: ReminderKind
    schedule: Schedule
    why: Term
    see: Specialty
    sex: Gender | None
    since: date
    vaccine: Term | None
    source: str

    @property
    def id(self) -> str:
        """The id by which records and reminders name the rule."""
        return self.title.code


@cache
def rules() -> Mapping[str, Rule]:
    """Return all rules by id, in the order of the file."""
    rows = yaml.safe_load(resources.files("sandbox.people").joinpath("reminders.yaml").read_text("utf-8"))
    return {row["id"]: _rule(row) for row in rows}


def _rule(row: Unchecked) -> Rule:
    return Rule(
        title=Term(row["id"], row["fr"], row["en"]),
        kind=row["kind"],
        schedule=_schedule(row),
        why=Term(row["id"], row["why_fr"], row["why_en"]),
        see=row["see"],
        sex=row.get("sex"),
        since=row["since"],
        vaccine=Term(*row["vaccine"]) if "vaccine" in row else None,
        source=row["source"],
    )


def _schedule(row: Unchecked) -> Schedule:
    if "doses" in row:
        return Doses(tuple(map(_age, row["doses"])), _age(row["until"]))
    if "boosters" in row:
        ages = [*map(_age, row["boosters"]), Age(120)]
        return Windows(tuple(pairwise(ages)), early=_EARLY)
    if "every" in row:
        return Every(tuple((_age(start), _age(end), years) for start, end, years in row["every"]))
    if "season" in row:
        start, end = ((int(day[:2]), int(day[3:])) for day in row["season"])
        return Season(start, end, _age(row["from"]))
    return Windows(tuple((_age(start), _age(end)) for start, end in row["windows"]))


def _age(text: str) -> Age:
    found = _AGE.match(text)
    if found is None or not text:
        raise ValueError(f"not an age: {text!r}")
    return Age(int(found[1] or 0), int(found[2] or 0))
