from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from doctrine.applicability import applicable, applies, explained, obligation
from doctrine.commands import doctrine
from doctrine.condition_words import words
from doctrine.conditions import AllOf, Always, AnyOf, Condition, Exchange, Facts, Feature, Kind, Not
from doctrine.facts import load_facts
from doctrine.loader import load_edition
from doctrine.questionnaire import questionnaire
from doctrine.satisfiable import can_hold
from doctrine.trace import Trace, trace

if TYPE_CHECKING:
    from pathlib import Path

EDITION = load_edition()
ASKED = load_facts()
FEATURES = sorted(ASKED.features)
EXCHANGES = [f"{family}.{way}" for family in ASKED.exchanges for way in ("read", "write")]

FACTS = st.builds(
    Facts,
    kind=st.sampled_from(sorted(ASKED.kinds)),
    purposes=st.just(frozenset({"care"})),
    exchanges=st.frozensets(st.sampled_from(EXCHANGES)),
    features=st.frozensets(st.sampled_from(FEATURES)),
)
LEAVES: st.SearchStrategy[Condition] = st.one_of(
    st.just(Always()),
    st.builds(Kind, st.frozensets(st.sampled_from(sorted(ASKED.kinds)), min_size=1)),
    st.builds(Exchange, st.sampled_from(["any", *ASKED.exchanges, *EXCHANGES])),
    st.builds(Feature, st.sampled_from(FEATURES)),
)


def _inner(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    many = st.lists(parts, max_size=3).map(tuple)
    return st.one_of(st.builds(AllOf, many), st.builds(AnyOf, many), st.builds(Not, parts))


CONDITIONS = st.recursive(LEAVES, _inner, max_leaves=8)


def _answers(found: Trace) -> bool:
    """What a trace says when only its leaves are believed."""
    match found.condition:
        case AllOf():
            return all(_answers(part) for part in found.parts)
        case AnyOf():
            return any(_answers(part) for part in found.parts)
        case Not():
            return not _answers(found.parts[0])
        case _:
            return found.holds


@given(CONDITIONS, FACTS)
def test_a_trace_adds_up_to_what_the_condition_says(condition: Condition, facts: Facts) -> None:
    found = trace(condition, facts)
    assert found.holds is condition.holds(facts) is _answers(found)
    assert list(found.lines("fr"))
    assert words(condition, "fr")
    assert words(condition, "en")


@given(FACTS)
def test_an_explanation_agrees_with_what_applies(facts: Facts) -> None:
    told = {one.id for one in EDITION.requirements if explained(one, facts).applies}
    assert told == {one.id for one in applicable(EDITION, facts)}
    for one in EDITION.requirements:
        assert explained(one, facts).obligation is obligation(one, facts)


@given(FACTS, st.data())
def test_only_what_is_asked_changes_what_applies(facts: Facts, data: st.DataObject) -> None:
    asked = {question.fact: question for question in questionnaire(EDITION, ASKED)}
    feature = data.draw(st.sampled_from(FEATURES))
    other = Facts(facts.kind, facts.purposes, facts.exchanges, facts.features ^ {feature})
    moved = {one.id for one in EDITION.requirements if applies(one, facts) is not applies(one, other)}
    question = asked.get(f"features.{feature}")
    assert moved <= set(question.requirements if question else ())


def test_the_questionnaire_asks_what_conditions_use_and_nothing_else() -> None:
    facts = [question.fact for question in questionnaire(EDITION, ASKED)]
    assert facts[0] == "kind"
    assert "features.teleconsultation" in facts
    assert "features.payment" not in facts
    assert len(facts) == len(set(facts))


def test_a_thousand_apps_are_told_apart() -> None:
    apps = [
        Facts("web", frozenset(), frozenset({EXCHANGES[number % 8]}), frozenset(FEATURES[: number % 24]))
        for number in range(1000)
    ]
    assert len({len(applicable(EDITION, facts)) for facts in apps}) > 5


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    path = tmp_path / "poincon.yaml"
    path.write_text("app: {kind: web, exchanges: {measures: [read]}, features: [ai]}\n", encoding="utf-8")
    return path


def invoke(*arguments: str) -> str:
    result = CliRunner().invoke(doctrine, arguments)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_command_says_why_in_words(manifest: Path) -> None:
    told = invoke("applies", str(manifest), "--only", "mes-eth-09", "--only", "MES-URB-05")
    assert "MES-ETH-09 applies (SHOULD)" in told
    assert "  ✔ the app declares `ai`" in told
    assert "MES-URB-05 does not apply" in told
    assert "  ✘ the app declares `teleconsultation`" in told
    assert "l'application déclare « ai »" in invoke("applies", str(manifest), "--language", "fr")
    rows = json.loads(invoke("applies", str(manifest), "--format", "json"))
    assert len(rows) == len(EDITION.requirements)


def test_the_command_prints_the_questions() -> None:
    assert "features.teleconsultation: Le service offre-t-il" in invoke("questionnaire", "--language", "fr")
    assert json.loads(invoke("questionnaire", "--format", "json"))[0]["answers"][0]["value"] == "web"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("app: {kind: fridge}", ":1: `fridge` is no kind of app"),
        ("app:\n  exchanges: {pizza: [read]}", ":2: `pizza` is no exchange"),
        ("app:\n  kind: web\n  features: [lasers]", ":3: no requirement asks about `lasers`"),
        ("[]", "must be a mapping"),
        ("app: &a [*a]", "alias"),
    ],
)
def test_facts_that_nobody_asks_are_refused_with_their_line(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "facts.yaml"
    path.write_text(text, encoding="utf-8")
    result = CliRunner().invoke(doctrine, ["applies", str(path)])
    assert result.exit_code == 2
    assert words in result.output


def test_an_unknown_requirement_is_refused(manifest: Path) -> None:
    result = CliRunner().invoke(doctrine, ["applies", str(manifest), "--only", "REF-OAU-99"])
    assert result.exit_code == 2
    assert "has no requirement REF-OAU-99" in result.output


@given(CONDITIONS, FACTS)
def test_a_condition_that_holds_for_somebody_can_hold(condition: Condition, facts: Facts) -> None:
    if condition.holds(facts):
        assert can_hold(condition)


def test_what_contradicts_itself_cannot_hold() -> None:
    assert not can_hold(AllOf((Exchange("measures.read"), Not(Exchange("measures")))))
    assert can_hold(AllOf((Exchange("measures"), Not(Exchange("measures.read")))))
    assert not can_hold(AllOf((Kind(frozenset({"web"})), Kind(frozenset({"native"})))))
    assert can_hold(AllOf(tuple(Feature(str(number)) for number in range(40))))
