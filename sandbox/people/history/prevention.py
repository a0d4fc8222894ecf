"""Vaccinations, screenings and check-ups done so far: the rules of the reminders, followed more or less well."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Final

from sandbox.people.age import birthday
from sandbox.people.history.life import Life
from sandbox.people.record import Screening, Vaccination
from sandbox.people.reminder_rules import Doses, Every, Rule, Season, Windows, rules

_FOLLOWED: Final = {  # the share of people who do it when it is due; the others when not told
    "papillomavirus": 0.5,
    "tetanus-booster": 0.65,
    "influenza": 0.55,
    "covid": 0.3,
    "pneumococcal-65": 0.2,
    "zoster": 0.1,
    "breast-cancer": 0.5,
    "colorectal-cancer": 0.36,
    "cervical-cancer": 0.6,
    "child-examination": 0.85,
    "teeth": 0.5,
    "prevention-check-up": 0.15,
}
_USUALLY: Final = 0.94
_KNOWN_FOR: Final = 12 * 365  # days: of older doses only the date is known


def draw_prevention(life: Life) -> tuple[tuple[Vaccination, ...], tuple[Screening, ...]]:
    """Draw what was done, in order of time."""
    chance = life.chance("prevention")
    given, screened = [], []
    for rule in rules().values():
        if rule.sex not in (None, life.persona.gender):
            continue
        days = sorted(day for day in _days(rule, life, chance) if rule.since <= day < life.today.date())
        for dose, day in enumerate(days, 1):
            if rule.vaccine is None:
                screened.append(Screening(rule.id, day, life.sees(rule.see)))
            else:
                lot = f"{chance.choice('ABCDEFHJKLM')}{chance.randrange(10_000, 99_999)}"
                known = (life.today.date() - day).days < _KNOWN_FOR
                given.append((day, rule, dose, lot, life.sees(rule.see) if known else None))
    given.sort(key=lambda one: (one[0], one[1].id))
    vaccinations = tuple(
        Vaccination(f"{life.persona.id}-vaccination-{number}", day, rule.vaccine, rule.id, dose, lot, professional)
        for number, (day, rule, dose, lot, professional) in enumerate(given, 1)
        if rule.vaccine is not None
    )
    return vaccinations, tuple(sorted(screened, key=lambda one: (one.done, one.rule)))


def _days(rule: Rule, life: Life, chance: Random) -> Iterator[date]:
    share, today, born = _FOLLOWED.get(rule.id, _USUALLY), life.today.date(), life.born
    match rule.schedule:
        case Doses() as schedule:
            yield from _doses(schedule, rule.since, share, life, chance)
        case Windows() as schedule:
            for occasion in schedule.occasions(born, (), today):
                length = min((occasion.closes - occasion.opens).days, 400)
                drawn, day = chance.random(), occasion.opens + timedelta(days=chance.randrange(length))
                if drawn < share:
                    yield day
        case Every() as schedule:
            yield from _screenings(schedule, share, life, chance)
        case Season() as season:
            for year in range(today.year - 8, today.year + 1):
                day = date(year, *season.start) + timedelta(days=chance.randrange(80))
                if chance.random() < share and season.from_age.of(born) <= day:
                    yield day
        case _:
            raise TypeError(rule.schedule)


def _doses(schedule: Doses, since: date, share: float, life: Life, chance: Random) -> Iterator[date]:
    done: list[date] = []
    today = life.today.date()
    while chance.random() < share and (missing := next(schedule.occasions(life.born, done, today), None)):
        day = max(missing.opens, since) + timedelta(days=chance.randrange(30))
        if day >= min(missing.closes, today):
            return
        done.append(day)
        share = _USUALLY  # who began goes on
        yield day


def _screenings(schedule: Every, share: float, life: Life, chance: Random) -> Iterator[date]:
    due = schedule.spans[0][0].of(life.born)
    end = min(schedule.spans[-1][1].of(life.born), life.today.date())
    while due < end:
        day = due + timedelta(days=chance.randrange(15, 200))
        due = birthday(due, schedule.years_after(life.born, due))
        if chance.random() < share and day < end:
            yield day
            due = birthday(day, schedule.years_after(life.born, day))
