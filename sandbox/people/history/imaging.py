"""Imaging studies: what a story or a fall gives occasion for, and what the radiologist concludes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sandbox.people.history.life import Life
from sandbox.people.record import ImagingStudy, Modality, Screening, StoryName
from sandbox.people.term import Term


@dataclass(frozen=True)
class Examination:
    """A kind of study: DICOM modality, SNOMED CT body part, words of the report, number of images."""

    modality: Modality
    body_part: Term
    description: str
    findings: str
    conclusion: str
    images: int


BREAST: Final = Term("76752008", "Sein", "Breast")
KNEE: Final = Term("72696002", "Genou", "Knee")
CHEST: Final = Term("51185008", "Thorax", "Chest")
WRIST: Final = Term("74670003", "Poignet", "Wrist")
UTERUS: Final = Term("35039007", "Utérus", "Uterus")

MAMMOGRAPHY: Final = Examination(
    "MG", BREAST, "Mammographie de dépistage", "Densité de type B. Pas d'opacité suspecte ni de microcalcification.",
    "ACR 2 des deux côtés. Prochain dépistage dans deux ans.", 4,
)  # fmt: skip
_BY_STORY: Final[dict[StoryName, tuple[Examination, tuple[int, int]]]] = {
    "arthrosis": (
        Examination(
            "DX", KNEE, "Radiographie du genou", "Pincement fémoro-tibial interne, ostéophytes marginaux.",
            "Gonarthrose fémoro-tibiale interne débutante.", 3,
        ),
        (40, 700),
    ),
    "heart_failure": (
        Examination(
            "DX", CHEST, "Radiographie du thorax", "Index cardio-thoracique à 0,54. Pas d'épanchement pleural.",
            "Cardiomégalie modérée, sans signe de surcharge.", 2,
        ),
        (60, 500),
    ),
    "pregnancy": (
        Examination(
            "US", UTERUS, "Échographie obstétricale", "Embryon unique, activité cardiaque présente.",
            "Grossesse intra-utérine évolutive.", 5,
        ),
        (3, 50),
    ),
    "cancer_followed": (
        Examination(
            "CT", CHEST, "Scanner thoracique de surveillance", "Pas de nodule ni d'adénopathie médiastinale.",
            "Pas d'argument pour une récidive.", 8,
        ),
        (15, 200),
    ),
}  # fmt: skip
_FALL: Final = Examination(
    "DX", WRIST, "Radiographie du poignet", "Pas de trait de fracture. Rapports articulaires conservés.",
    "Pas de lésion osseuse visible.", 2,
)  # fmt: skip
_FALLS: Final = 0.12


@dataclass(frozen=True)
class Imaged:
    """A study and the kind of examination whose words go into its report."""

    study: ImagingStudy
    examination: Examination


def draw_imaging(life: Life, stories: Collection[StoryName], screenings: Collection[Screening]) -> tuple[Imaged, ...]:
    """Draw the imaging studies, oldest first; each names the report that the documents then hold."""
    taken = sorted(_taken(life, stories, screenings), key=lambda one: one[0])
    return tuple(
        Imaged(
            ImagingStudy(
                id=f"{life.persona.id}-imaging-{number}",
                modality=examination.modality,
                body_part=examination.body_part,
                description=examination.description,
                taken=moment,
                radiologist=life.sees("radiologist"),
                report=f"{life.persona.id}-imaging-report-{number}",
                images=examination.images,
            ),
            examination,
        )
        for number, (moment, examination) in enumerate(taken, 1)
    )


def _taken(
    life: Life, stories: Collection[StoryName], screenings: Collection[Screening]
) -> Iterator[tuple[datetime, Examination]]:
    chance = life.chance("imaging")
    for story in stories:
        if story in _BY_STORY:
            examination, days = _BY_STORY[story]
            yield _moment(life, life.ago(chance.randrange(*days))), examination
    for screening in screenings:
        if screening.rule == "breast-cancer":
            yield _moment(life, screening.done), MAMMOGRAPHY
    if life.age >= 4 and chance.random() < _FALLS:  # noqa: PLR2004 - years
        yield _moment(life, life.ago(chance.randrange(10, 1000))), _FALL


def _moment(life: Life, day: date) -> datetime:
    chance = life.chance(f"imaging/{day}")
    return min(life.opening_hours(day, chance), life.at(life.ago(1), chance, (8, 18)))
