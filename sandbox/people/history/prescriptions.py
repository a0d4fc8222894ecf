"""Prescriptions: the renewals that each story brings, and what an infection or a fall brought."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from sandbox.people.history.life import Life
from sandbox.people.record import Condition, DrugLine, Prescription, StoryName

_LASTING: Final[dict[StoryName, tuple[DrugLine, ...]]] = {
    "hypertension": (DrugLine("Amlodipine 5 mg, comprimé", "C08CA01", "1 comprimé le matin", 90),),
    "diabetes": (DrugLine("Metformine 1000 mg, comprimé", "A10BA02", "1 comprimé matin et soir, aux repas", 90),),
    "asthma": (
        DrugLine("Budésonide 200 µg et formotérol 6 µg, poudre à inhaler", "R03AK07", "1 bouffée matin et soir", 90),
        DrugLine("Salbutamol 100 µg, suspension à inhaler", "R03AC02", "2 bouffées en cas de gêne", 90),
    ),
    "pregnancy": (DrugLine("Acide folique 0,4 mg, comprimé", "B03BB01", "1 comprimé par jour", 60),),
    "arthrosis": (
        DrugLine("Paracétamol 1 g, comprimé", "N02BE01", "1 comprimé en cas de douleur, 3 par jour au plus", 30),
    ),
    "heart_failure": (
        DrugLine("Ramipril 5 mg, comprimé", "C09AA05", "1 comprimé le matin", 90),
        DrugLine("Bisoprolol 2,5 mg, comprimé", "C07AB07", "1 comprimé le matin", 90),
        DrugLine("Furosémide 40 mg, comprimé", "C03CA01", "1 comprimé le matin", 90),
    ),
}
_INFANT: Final = DrugLine("Cholécalciférol 10 000 UI/mL, solution buvable", "A11CC05", "2 gouttes par jour", 90)
_ACUTE: Final = (
    (DrugLine("Amoxicilline 1 g, comprimé dispersible", "J01CA04", "1 comprimé matin et soir", 6),),
    (
        DrugLine("Paracétamol 1 g, comprimé", "N02BE01", "1 comprimé en cas de fièvre, 3 par jour au plus", 5),
        DrugLine("Chlorure de sodium 0,9 %, solution nasale", "R01AX10", "lavage matin et soir", 7),
    ),
    (DrugLine("Cétirizine 10 mg, comprimé", "R06AE07", "1 comprimé le soir", 30),),
)
_ACUTE_OF_CHILD: Final = (
    (DrugLine("Amoxicilline 250 mg/5 mL, suspension buvable", "J01CA04", "1 dose-poids matin et soir", 6),),
    (DrugLine("Paracétamol 2,4 %, suspension buvable", "N02BE01", "1 dose-poids toutes les 6 heures si fièvre", 4),),
)
_PENICILLIN: Final = "J01CA04"
_ALLERGY_TO_PENICILLIN: Final = "Z88.0"
_INSTEAD: Final = DrugLine("Pristinamycine 500 mg, comprimé", "J01FG01", "2 comprimés matin et soir", 6)
_INSTEAD_FOR_CHILD: Final = DrugLine(
    "Azithromycine 40 mg/mL, suspension buvable", "J01FA10", "1 dose-poids par jour", 3
)
_FETCHED: Final = 0.95
_SPAN: Final = 540  # days of renewals kept
_ACUTELY_ILL: Final = 0.7
_INFANCY: Final = 2


@dataclass(frozen=True)
class _Written:
    moment: datetime
    lines: tuple[DrugLine, ...]


def draw_prescriptions(
    life: Life, stories: Collection[StoryName], conditions: Collection[Condition], allergies: Collection[str]
) -> tuple[Prescription, ...]:
    """Draw the prescriptions, oldest first; `allergies` are ICD-10 codes, and nobody is given what they cannot take."""
    chance = life.chance("prescriptions")
    since = min((one.since for one in conditions), default=life.today.date())
    written = [*_lasting(life, stories, since, chance), *_acute(life, allergies, chance)]
    written = sorted((one for one in written if one.moment < life.today), key=lambda one: one.moment)
    return tuple(_prescription(life, number, one, chance) for number, one in enumerate(written, 1))


def _lasting(life: Life, stories: Collection[StoryName], since: date, chance: Random) -> Iterator[_Written]:
    lines = tuple(line for story in stories for line in _LASTING.get(story, ()))
    if not lines and life.age < _INFANCY:
        lines, since = (_INFANT,), life.born
    if not lines:
        return
    step = min(line.days for line in lines)
    day = max(since, life.ago(_SPAN)) + timedelta(days=chance.randrange(20))
    while day < life.today.date():
        yield _Written(life.opening_hours(day, chance), lines)
        day += timedelta(days=step - chance.randrange(7))


def _acute(life: Life, allergies: Collection[str], chance: Random) -> Iterator[_Written]:
    for _ in range(3):
        ill, ago = chance.random() < _ACUTELY_ILL / 2, chance.randrange(5, 900)
        lines = chance.choice(_ACUTE_OF_CHILD if life.is_minor else _ACUTE)
        if any(line.atc == _PENICILLIN for line in lines) and _ALLERGY_TO_PENICILLIN in allergies:
            lines = (_INSTEAD_FOR_CHILD if life.is_minor else _INSTEAD,)
        if ill:
            yield _Written(life.opening_hours(life.ago(ago), chance), lines)


def _prescription(life: Life, number: int, written: _Written, chance: Random) -> Prescription:
    fetched = written.moment + timedelta(hours=chance.choice((1, 2, 3, 26, 49)))
    dispensed = fetched < life.today and chance.random() < _FETCHED
    return Prescription(
        id=f"{life.persona.id}-prescription-{number}",
        prescribed=written.moment,
        prescriber=life.sees("general_practitioner"),
        lines=written.lines,
        dispensed=fetched if dispensed else None,
        pharmacist=life.sees("pharmacist") if dispensed else None,
    )
