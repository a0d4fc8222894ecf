"""Each state, passage, audit event and refusal of the portal has its words: a new one without words fails here."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import catalogue_portal
from catalogue_portal.actor import Role
from catalogue_portal.agreements.lifecycle import AGREEMENT
from catalogue_portal.agreements.models import Party
from catalogue_portal.decisions.lifecycle import DECISION
from catalogue_portal.decisions.models import DecisionSense
from catalogue_portal.dossiers.lifecycle import DOSSIER
from catalogue_portal.dossiers.models import DossierState
from catalogue_portal.labels.claims import Assurance
from catalogue_portal.labels.models import LabelState
from catalogue_portal.publishers.lifecycle import ORGANISATION
from catalogue_portal.reviews.lifecycle import OPINION
from catalogue_portal.reviews.models import OpinionSense, Outcome
from catalogue_portal.runs.lifecycle import RUN
from catalogue_portal.surveillance.lifecycle import ORDINARY, URGENT
from catalogue_portal.surveillance.models import Ground, ProceedingKind, ProceedingState
from catalogue_portal.web import acts, happenings, procedure_line, refusals, words
from conformance_suite.verdicts import RunVerdict, Verdict
from doctrine.model import Method, Obligation

SOURCES = [path.read_text(encoding="utf-8") for path in Path(catalogue_portal.__path__[0]).rglob("*.py")]
LIFECYCLES = (ORGANISATION, RUN, DOSSIER, OPINION, DECISION, AGREEMENT, ORDINARY, URGENT)


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: f"{one.noun} from {one.initial}")
def test_each_state_has_a_word(lifecycle: object) -> None:
    for state in lifecycle.states:  # type: ignore[attr-defined]
        assert words.state_word(lifecycle.noun, state).text  # type: ignore[attr-defined]


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: f"{one.noun} from {one.initial}")
def test_each_passage_of_people_has_a_button(lifecycle: object) -> None:
    for row in lifecycle.rows:  # type: ignore[attr-defined]
        if set(row.actors) - {Role.SYSTEM}:
            assert acts.act_word(lifecycle.noun, row.event).text  # type: ignore[attr-defined]


@pytest.mark.parametrize("lifecycle", LIFECYCLES, ids=lambda one: f"{one.noun} from {one.initial}")
def test_each_recorded_event_has_a_sentence(lifecycle: object) -> None:
    assert {row.recorded for row in lifecycle.rows} <= set(happenings.SENTENCES)  # type: ignore[attr-defined]


def test_each_event_recorded_by_a_service_has_a_sentence() -> None:
    recorded = {name for source in SOURCES for name in re.findall(r'audit\.record\([^)]*?event="([a-z_]+)"', source)}
    assert recorded
    assert recorded - set(happenings.SENTENCES) == set()


def test_each_refusal_has_a_sentence() -> None:
    codes = {code for source in SOURCES for code in re.findall(r'code="([a-z_]+)"', source)}
    assert codes
    assert codes - set(refusals.SENTENCES) - refusals.FOR_PROGRAMS == set()


@pytest.mark.parametrize(
    ("values", "table"),
    [
        (Verdict, words.VERDICTS),
        (RunVerdict, words.VERDICTS),
        (Obligation, words.OBLIGATIONS),
        (Method, words.METHODS),
        (LabelState, words.STATES["label"]),
        (ProceedingState, words.STATES["proceeding"]),
        (Outcome, words.OUTCOMES),
        (OpinionSense, words.SENSES),
        (DecisionSense, words.DECISIONS),
        (ProceedingKind, words.KINDS),
        (Ground, words.GROUNDS),
        (Party, words.PARTIES),
        (Assurance, words.ASSURANCES),
    ],
    ids=lambda one: one.__name__ if isinstance(one, type) else "",
)
def test_each_value_has_a_word(values: type[str], table: dict[str, object]) -> None:
    assert {str(value.value) for value in values} <= set(table)  # type: ignore[attr-defined]


def test_each_state_of_a_dossier_has_its_place_on_the_line() -> None:
    for state in DossierState:
        steps = procedure_line.procedure_line(state)
        assert sum(step.standing in {"here", "stopped"} for step in steps) == 1


def test_verdicts_differ_by_shape_or_word_not_by_colour_alone() -> None:
    seen = [(word.shape, str(word.tone)) for word in words.VERDICTS.values()]
    shapes_by_tone: dict[str, set[str]] = {}
    for shape, tone in seen:
        shapes_by_tone.setdefault(shape, set()).add(tone)
    assert all(len(tones) == 1 for tones in shapes_by_tone.values()), "one shape, one meaning"
