from dataclasses import replace
from pathlib import Path

import pytest

from doctrine import loader
from doctrine.applicability import applicable, applies, obligation
from doctrine.conditions import AllOf, Always, AnyOf, Condition, Exchange, Facts, Feature, Kind, Not
from doctrine.model import ConditionalObligation, Obligation
from doctrine.reader import condition
from doctrine.source import read

EDITION = loader.load_edition()
WEB = Facts.of({"kind": "web", "purposes": ["care"], "exchanges": {"measures": ["read"]}, "features": ["ai"]})
SERVICE = Facts.of({"kind": "service"})


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Always(), True),
        (Kind(frozenset({"web", "native"})), True),
        (Kind(frozenset({"native"})), False),
        (Exchange("any"), True),
        (Exchange("measures"), True),
        (Exchange("measures.read"), True),
        (Exchange("measures.write"), False),
        (Exchange("measure"), False),
        (Feature("ai"), True),
        (Feature("payment"), False),
        (AllOf((Feature("ai"), Exchange("any"))), True),
        (AllOf((Feature("ai"), Exchange("agenda"))), False),
        (AnyOf((Feature("payment"), Exchange("any"))), True),
        (AnyOf((Feature("payment"), Exchange("agenda"))), False),
        (Not(Feature("ai")), False),
        (Not(Feature("payment")), True),
    ],
)
def test_conditions_are_read_on_declared_facts(condition: Condition, expected: bool) -> None:  # noqa: FBT001 - a row
    assert condition.holds(WEB) is expected


def test_an_app_that_declares_nothing_exchanges_nothing() -> None:
    assert not Exchange("any").holds(Facts.of({}))
    assert Facts.of({"exchanges": "all", "features": "ai", "purposes": None}) == Facts.of({})


def test_an_app_that_only_reads_is_not_asked_how_it_writes() -> None:
    ids = {one.id for one in applicable(EDITION, WEB)}
    assert "MES-PAT-01" in ids
    assert "MES-MES-01" not in ids


def test_a_service_has_no_browser_to_bind_a_state_to() -> None:
    requirement = EDITION.find("REF-OAU-02")
    assert requirement is not None
    assert not applies(requirement, SERVICE)


def test_the_first_conditional_obligation_that_holds_decides() -> None:
    requirement = EDITION.find("REF-OAU-02")
    assert requirement is not None
    rows = (
        ConditionalObligation(Feature("payment"), Obligation.MAY),
        ConditionalObligation(Feature("ai"), Obligation.SHOULD),
        ConditionalObligation(Always(), Obligation.MAY),
    )
    assert obligation(replace(requirement, conditional=rows), WEB) is Obligation.SHOULD
    assert obligation(requirement, WEB) is Obligation.SHALL


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("always", Always()),
        ("{kind: [web]}", Kind(frozenset({"web"}))),
        ("{feature: ai}", Feature("ai")),
        ("{all: [{feature: ai}, {exchange: agenda.write}]}", AllOf((Feature("ai"), Exchange("agenda.write")))),
        ("{any: [{feature: ai}]}", AnyOf((Feature("ai"),))),
        ("{not: {feature: ai}}", Not(Feature("ai"))),
    ],
)
def test_conditions_are_written_in_yaml(text: str, expected: Condition, tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(f"when: {text}\n", encoding="utf-8")
    document = read(path)
    assert isinstance(document.content, dict)
    assert condition(document, ("when",), document.content["when"]) == expected
    assert document.problems == []


@pytest.mark.parametrize("text", ["sometimes", "{a: 1, b: 2}", "[]", "{kind: web}", "{feature: [a]}", "{all: x}", "3"])
def test_anything_else_is_no_condition(text: str, tmp_path: Path) -> None:
    path = tmp_path / "c.yaml"
    path.write_text(f"when: {text}\n", encoding="utf-8")
    document = read(path)
    assert isinstance(document.content, dict)
    condition(document, ("when",), document.content["when"])
    assert [problem.line for problem in document.problems] == [1]
