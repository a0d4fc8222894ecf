"""The measures of a person: of growth for children, of what their stories have them watch for adults."""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Final

from sandbox.people.age import birthday
from sandbox.people.history import growth
from sandbox.people.history.life import Life
from sandbox.people.measures import (
    BloodGlucose,
    BloodPressure,
    BodyHeight,
    BodyMassIndex,
    BodyTemperature,
    BodyWeight,
    GlucoseManagementIndex,
    GlucoseMoment,
    GlycatedHaemoglobin,
    HeadCircumference,
    HealthMeasure,
    HeartRate,
    InterstitialGlucose,
    PainSeverity,
    StepsByDay,
    WaistCircumference,
)
from sandbox.people.record import StoryName

_VISITS: Final = (0, 1, 2, 3, 4, 5, 6, 9, 12, 16, 24, 30, 36, *range(48, 217, 12))  # months
_HEAD_UNTIL: Final = 36
_INDEX_FROM: Final = 24
_MOMENTS: Final[tuple[GlucoseMoment, ...]] = ("fasting", "before_meal", "after_meal")
_HEAVY: Final[frozenset[StoryName]] = frozenset({"hypertension", "diabetes", "heart_failure", "arthrosis"})
_WATCH_PRESSURE: Final[frozenset[StoryName]] = frozenset({"hypertension", "diabetes", "heart_failure", "pregnancy"})
_TENTH: Final = Decimal("0.1")
_SENSOR: Final = 0.4
_WALKS: Final = 0.5
_FEVER: Final = 0.25


def draw_measures(life: Life, stories: Collection[StoryName]) -> tuple[HealthMeasure, ...]:
    """Draw all measures, the oldest first. People given out to a run keep the weights and pressures they have."""
    found = [*life.persona.measures, *(_of_child(life) if life.is_minor else _of_adult(life, stories))]
    found += [*_every_day(life), *_fever(life)]
    return tuple(sorted((one for one in found if one.taken <= life.today), key=lambda one: one.taken))


def _of_child(life: Life) -> Iterator[HealthMeasure]:
    chance, gender = life.chance("growth"), life.persona.gender
    stature, build = max(-2.0, min(2.0, chance.gauss(0, 0.9))), max(-1.6, min(2.2, chance.gauss(0, 0.8)))
    for months in _VISITS:
        day = birthday(life.born, 0, months) + timedelta(days=chance.randrange(10))
        if day > life.today.date():
            return
        at = life.at(day, chance, (8, 18))
        height = growth.height(gender, months, stature)
        weight = growth.weight(gender, months, build)
        yield BodyHeight(height, at)
        yield BodyWeight(weight, at)
        if months <= _HEAD_UNTIL:
            yield HeadCircumference(growth.head(gender, months, stature), at)
        if months >= _INDEX_FROM:
            yield BodyMassIndex(growth.body_mass_index(weight, height), at)


def _of_adult(life: Life, stories: Collection[StoryName]) -> Iterator[HealthMeasure]:
    chance = life.chance("measures")
    heavy = not _HEAVY.isdisjoint(stories)
    index = max(17.5, min(42.0, chance.gauss(28.5 if heavy else 23.5, 3)))
    weights = [one for one in life.persona.measures if isinstance(one, BodyWeight)]
    height = _height_for(weights[-1].value, index) if weights else _height(life, chance)
    yield BodyHeight(height, life.at(life.ago(chance.randrange(200, 700)), chance))
    if not weights:
        weights = list(_weights(life, float(height / 100) ** 2 * index, stories, chance))
        yield from weights
    for weight in weights:
        yield BodyMassIndex(growth.body_mass_index(weight.value, height), weight.taken)
    if not life.persona.measures:
        yield from _pressures(life, stories, chance)
    waist = (float(height) * (0.47 + 0.012 * (index - 22)), 3 if heavy else 1)
    for day in _spread(life, waist[1], 500, chance):
        yield WaistCircumference(_tenth(waist[0] + chance.gauss(0, 1)), life.at(day, chance))
    if "diabetes" in stories:
        yield from _glucose(life, chance)
    elif "pregnancy" in stories or chance.random() < _FEVER:
        yield BloodGlucose(
            chance.randrange(72, 100), "fasting", life.at(life.ago(chance.randrange(3, 90)), chance, (6, 8))
        )
    if "arthrosis" in stories:
        for day in _spread(life, 8, 120, chance):
            yield PainSeverity(chance.choices(range(1, 9), (1, 2, 4, 5, 5, 4, 2, 1))[0], life.at(day, chance))


def _height_for(weight: Decimal, index: float) -> Decimal:
    """Return the height that fits a given weight: the people of a run have theirs already."""
    return _tenth(min(197.0, max(148.0, 100 * (float(weight) / index) ** 0.5)))


def _height(life: Life, chance: Random) -> Decimal:
    shrunk = max(0, life.age - 60) * 0.1  # centimetres
    return _tenth((chance.gauss(163.5, 6) if life.is_female else chance.gauss(176.5, 7)) - shrunk)


def _weights(life: Life, usual: float, stories: Collection[StoryName], chance: Random) -> Iterator[BodyWeight]:
    often = 12 if {"heart_failure", "pregnancy"} & set(stories) else 5
    span = 200 if often > 5 else 600  # noqa: PLR2004 - as just set
    trend = 9.0 if "pregnancy" in stories else chance.uniform(-2.5, 2.5)  # kilograms over the span
    for day in _spread(life, often, span, chance):
        share = (day - life.ago(span)).days / span
        yield BodyWeight(_tenth(usual + trend * share + chance.gauss(0, 0.4)), life.at(day, chance, (6, 9)))


def _pressures(life: Life, stories: Collection[StoryName], chance: Random) -> Iterator[BloodPressure]:
    watched = not _WATCH_PRESSURE.isdisjoint(stories)
    usual = 112 + 0.25 * max(0, life.age - 30) + (14 if "hypertension" in stories else 0)
    for day in _spread(life, 14 if watched else 3, 240 if watched else 600, chance):
        systolic = round(max(95, min(185, chance.gauss(usual, 7))))
        diastolic = round(max(52, min(systolic - 25, systolic * 0.6 + chance.gauss(0, 4))))
        yield BloodPressure(systolic, diastolic, life.at(day, chance, (7, 21)))


def _glucose(life: Life, chance: Random) -> Iterator[HealthMeasure]:
    control = chance.uniform(6.3, 8.6)  # per cent of glycated haemoglobin
    for day in _spread(life, 5, 500, chance):
        yield GlycatedHaemoglobin(_tenth(control + chance.gauss(0, 0.2)), life.at(day, chance, (7, 10)))
    mean = 28.7 * control - 46.7  # mg/dL: the linear relation of the ADAG study, Diabetes Care 2008;31:1473
    if chance.random() < _SENSOR:
        for ago in range(4, 88, 14):
            at = life.at(life.ago(ago), chance, (20, 22))
            seen = round(mean + chance.gauss(0, 6))
            yield InterstitialGlucose(seen, 14, at)
            yield GlucoseManagementIndex(_tenth(3.31 + 0.02392 * seen), 14, at)  # Diabetes Care 2018;41:2275
    for ago in range(1, 11):
        for moment in chance.sample(_MOMENTS, 2):
            raised = 32 if moment == "after_meal" else -18
            hours = {"fasting": (6, 8), "before_meal": (11, 13)}.get(moment, (13, 15))
            value = round(max(64, mean + raised + chance.gauss(0, 14)))
            yield BloodGlucose(value, moment, life.at(life.ago(ago), chance, hours))


def _every_day(life: Life) -> Iterator[HealthMeasure]:
    chance = life.chance("every day")
    if life.age < 12 or chance.random() > _WALKS:  # noqa: PLR2004 - years: who has a watch
        return
    usual = chance.gauss(7600, 1800) * (1 if life.age < 70 else 0.6)  # noqa: PLR2004 - years
    pulse = chance.gauss(68, 7)
    for ago in range(14, 0, -1):
        day = life.ago(ago)
        yield StepsByDay(max(120, round(chance.gauss(usual, 1700))), life.at(day, chance, (21, 22)))
        if ago % 3 == 0:
            yield HeartRate(round(max(44, min(110, chance.gauss(pulse, 3)))), life.at(day, chance, (7, 20)))


def _fever(life: Life) -> Iterator[BodyTemperature]:
    chance = life.chance("fever")
    if chance.random() > _FEVER:
        return
    began = life.ago(chance.randrange(8, 330))
    for days, degrees in enumerate((38.6, 39.1, 38.3, 37.2)):
        value = _tenth(degrees + chance.gauss(0, 0.25))
        yield BodyTemperature(value, life.at(began + timedelta(days=days), chance, (7, 22)))


def _spread(life: Life, count: int, span: int, chance: Random) -> list[date]:
    """Return distinct days among the last ones, oldest first; today is left out."""
    return [life.ago(ago) for ago in sorted(chance.sample(range(1, span), count), reverse=True)]


def _tenth(value: float) -> Decimal:
    return Decimal(value).quantize(_TENTH)
