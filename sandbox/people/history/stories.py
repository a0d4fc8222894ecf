"""The health stories a person lives: few, common ones, likelier or not by age and sex."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sandbox.people.history.life import Life
from sandbox.people.record import Condition, StoryName
from sandbox.people.term import Term


@dataclass(frozen=True)
class Story:
    """A story: ICD-10 condition, whether a long-term illness (ALD), share of those concerned, days it has lasted."""

    name: StoryName
    condition: Callable[[Life], Term]
    long_term: bool
    share: Callable[[Life], float]
    days: tuple[int, int]


def _always(term: Term) -> Callable[[Life], Term]:
    return lambda _life: term


def _by_age(*steps: tuple[int, float]) -> Callable[[Life], float]:
    """Return the share of the last step whose age is reached; none before the first."""
    return lambda life: next((share for age, share in reversed(steps) if life.age >= age), 0.0)


def _pregnancy(life: Life) -> float:
    fertile = 20 <= life.age <= 42  # noqa: PLR2004 - years
    # A first child only: the spacing of those who live in the household is known elsewhere.
    return 0.12 if life.is_female and fertile and not life.persona.relations.children else 0.0


def _cancer(life: Life) -> Term:
    if life.is_female:
        return Term("C50.9", "Tumeur maligne du sein, en surveillance", "Breast cancer, followed up")
    return Term("C18.9", "Tumeur maligne du côlon, en surveillance", "Colon cancer, followed up")


STORIES: Final = (
    Story(
        "hypertension",
        _always(Term("I10", "Hypertension essentielle", "Essential hypertension")),
        long_term=False,
        share=_by_age((35, 0.06), (45, 0.18), (60, 0.42), (75, 0.58)),
        days=(200, 4500),
    ),
    Story(
        "diabetes",
        _always(Term("E11.9", "Diabète de type 2", "Type 2 diabetes")),
        long_term=True,
        share=_by_age((40, 0.05), (60, 0.14), (75, 0.18)),
        days=(200, 4500),
    ),
    Story(
        "asthma",
        _always(Term("J45.9", "Asthme", "Asthma")),
        long_term=False,
        share=_by_age((5, 0.1), (18, 0.06)),
        days=(300, 1400),
    ),
    Story(
        "pregnancy",
        _always(Term("Z34.9", "Surveillance d'une grossesse normale", "Supervision of normal pregnancy")),
        long_term=False,
        share=_pregnancy,
        days=(70, 250),
    ),
    Story(
        "arthrosis",
        _always(Term("M17.9", "Gonarthrose", "Osteoarthritis of the knee")),
        long_term=False,
        share=_by_age((50, 0.12), (65, 0.3), (80, 0.42)),
        days=(300, 3000),
    ),
    Story(
        "heart_failure",
        _always(Term("I50.9", "Insuffisance cardiaque", "Heart failure")),
        long_term=True,
        share=_by_age((65, 0.03), (75, 0.1), (85, 0.18)),
        days=(150, 1500),
    ),
    Story("cancer_followed", _cancer, long_term=True, share=_by_age((50, 0.04), (65, 0.08)), days=(250, 1800)),
)
_ALLERGIES: Final = (
    Term("Z88.0", "Allergie à la pénicilline", "Allergy to penicillin"),
    Term("Z91.0", "Allergie aux arachides", "Allergy to peanuts"),
    Term("J30.1", "Allergie au pollen de graminées", "Allergy to grass pollen"),
    Term("Z91.0", "Allergie au venin d'hyménoptères", "Allergy to insect venom"),
)
_ALLERGIC: Final = 0.15


def live(life: Life) -> tuple[tuple[StoryName, ...], tuple[Condition, ...], tuple[Term, ...]]:
    """Draw a person's stories, the conditions they have from them, and their allergies."""
    chance = life.chance("stories")
    conditions = []
    names: list[StoryName] = ["childhood"] if life.is_minor else []
    for story in STORIES:
        drawn, days = chance.random(), chance.randrange(*story.days)
        if drawn < story.share(life):
            names.append(story.name)
            conditions.append(Condition(story.condition(life), life.ago(days), story.long_term))
    allergies = (chance.choice(_ALLERGIES),) if chance.random() < _ALLERGIC else ()
    return tuple(names or ["healthy"]), tuple(conditions), allergies
