"""Positions, maturity, trajectory and confrontation: laws that hold for every declaration, and rows of the table."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest
from builders.declarations import EDITION, TODAY, declarations
from hypothesis import given
from hypothesis import strategies as st

from doctrine.conditions import Facts
from doctrine.confrontation import Outcome, Verdicts, outcome, read_report
from doctrine.convergence import Convergence, Declared, State
from doctrine.convergence_difference import difference
from doctrine.maturity import maturity, overall
from doctrine.position import Position, positions
from doctrine.problems import DoctrineError
from doctrine.sections import load_sections
from doctrine.trajectory import trajectory

if TYPE_CHECKING:
    from pathlib import Path

SECTIONS = load_sections()
WEB = Facts.of({"kind": "web", "exchanges": {"measures": ["read"]}})
IDS = [one.id for one in EDITION.requirements]
REPORTS = st.none() | st.dictionaries(
    st.sampled_from(IDS), st.sampled_from(["pass", "fail", "inconclusive", None]), max_size=12
).map(lambda told: Verdicts(EDITION.id, "Carnet", {name: (1, verdict) for name, verdict in told.items()}))


def look(**rows: Declared) -> tuple[Position, ...]:
    declared = Convergence("Carnet", EDITION.id, {name.replace("_", "-"): one for name, one in rows.items()})
    return positions(declared, EDITION, WEB, TODAY)


def at(found: tuple[Position, ...], requirement: str) -> Position:
    return next(one for one in found if one.requirement.id == requirement)


@pytest.mark.parametrize(
    ("state", "verdict", "expected"),
    [
        (State.CONFORMS, "pass", Outcome.PROVES),
        (State.CONFORMS, "fail", Outcome.CONTRADICTS),
        (State.PARTLY, "fail", Outcome.STILL_FAILS),
        (State.PARTLY, "pass", Outcome.PROVES),
        (State.PLANNED, "fail", Outcome.STILL_FAILS),
        (State.PLANNED, "pass", Outcome.PROVES),
        (State.NOT_APPLICABLE, "fail", Outcome.CONTRADICTS),
        (State.NOT_APPLICABLE, "pass", Outcome.CONTRADICTS),
        (State.NOT_APPLICABLE, "not_applicable", Outcome.SILENT),
        (State.UNDECLARED, "fail", Outcome.STILL_FAILS),
        (State.UNDECLARED, "pass", Outcome.PROVES),
        *((State.CONFORMS, verdict, Outcome.SILENT) for verdict in ("inconclusive", "skipped", "error", None)),
    ],
)
def test_only_a_verdict_that_speaks_says_something(state: State, verdict: str | None, expected: Outcome) -> None:
    assert outcome(state, verdict) is expected


@given(declarations(), REPORTS)
def test_every_requirement_that_applies_has_one_position(one: Convergence, report: Verdicts | None) -> None:
    found = positions(one, EDITION, WEB, TODAY, report)
    themes = maturity(found, SECTIONS)

    assert len({position.requirement.id for position in found}) == len(found)
    assert sum(theme.applicable for theme in themes) == sum(position.applies for position in found)
    assert all(sum(theme.states.values()) == theme.applicable for theme in themes)
    assert all(0 <= theme.level <= theme.projected <= 100 for theme in themes)
    assert 0 <= overall(found) <= 100


@given(declarations(), REPORTS)
def test_the_way_only_rises_and_forgets_nobody(one: Convergence, report: Verdicts | None) -> None:
    found = positions(one, EDITION, WEB, TODAY, report)
    way = trajectory(found, EDITION, EDITION, TODAY)
    levels = [overall(found), *(milestone.level for milestone in way.milestones)]
    told = [*way.missing, *way.overdue, *(position for milestone in way.milestones for position in milestone.due)]

    assert levels == sorted(levels)
    assert [milestone.day for milestone in way.milestones] == sorted({m.day for m in way.milestones})
    conforming = [one for one in found if one.applies and one.declared.state is State.CONFORMS]
    assert len(told) + len(conforming) == sum(one.applies for one in found)
    assert not way.renewed


@given(declarations(), declarations())
def test_a_difference_names_what_differs_and_nothing_else(before: Convergence, after: Convergence) -> None:
    assert difference(before, before).empty
    there = {one.requirement: (one.before, one.after) for one in difference(before, after).changes}
    back = {one.requirement: (one.after, one.before) for one in difference(after, before).changes}

    assert there == back
    assert {name for name in IDS if before.of(name) != after.of(name)} == set(there)


def test_a_date_in_the_past_is_overdue_and_promises_nothing() -> None:
    late = Declared(State.PLANNED, due=TODAY - timedelta(days=1))
    found = look(REF_OAU_01=late, REF_OAU_02=replace(late, due=TODAY))
    way = trajectory(found, EDITION, EDITION, TODAY)

    assert [one.requirement.id for one in way.overdue] == ["REF-OAU-01"]
    assert [milestone.day for milestone in way.milestones] == [TODAY]
    assert at(found, "REF-OAU-01").level_on(date.max) == 0


def test_not_applicable_against_the_facts_is_said_and_is_worth_nothing() -> None:
    position = at(look(REF_OAU_01=Declared(State.NOT_APPLICABLE, reason="no PKCE here")), "REF-OAU-01")

    assert position.against_the_facts
    assert position.contradicted
    assert position.level == 0


def test_what_does_not_apply_needs_no_state_and_one_that_is_given_is_said() -> None:
    needless = next(one.id for one in EDITION.requirements if one.id.startswith("REF-PSC-"))
    found = look()
    assert needless not in {one.requirement.id for one in found}

    position = at(look(**{needless.replace("-", "_"): Declared(State.CONFORMS)}), needless)
    assert position.needless
    assert not position.contradicted


def test_a_verdict_on_another_revision_is_silent() -> None:
    one = EDITION.requirements[0]

    assert Verdicts(EDITION.id, "Carnet", {one.id: (one.revision, "fail")}).of(one) == "fail"
    assert Verdicts(EDITION.id, "Carnet", {one.id: (one.revision + 1, "fail")}).of(one) is None


def test_the_way_to_another_edition_tells_what_is_new_and_what_comes_too_late() -> None:
    first, second = EDITION.requirements[:2]
    before = replace(EDITION, requirements=tuple(one for one in EDITION.requirements if one is not second))
    target = replace(EDITION, id="2027-1", in_force_from="2027-01-01")
    found = look(**{first.id.replace("-", "_"): Declared(State.PLANNED, due=date(2027, 1, 2))})
    way = trajectory(found, before, target, TODAY)

    assert [one.id for one in way.renewed] == [second.id]
    assert [one.requirement.id for one in way.too_late] == [first.id]
    assert second.id in {one.requirement.id for one in way.missing}


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": "poincon/report/1"}', "\x00", "[" * 100_000, "1e999"])
def test_what_is_no_report_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "report.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(DoctrineError, match="is no report of the suite"):
        read_report(path)


def test_a_report_gives_its_verdicts(tmp_path: Path) -> None:
    rows = [
        {"id": "REF-OAU-01", "revision": 1, "verdict": "pass"},
        {"id": "MES-URB-01", "revision": 1, "verdict": None},
    ]
    told = {"schema": "poincon/report/1", "doctrine": {"edition": "2026-1"}, "app": {"name": "C"}, "requirements": rows}
    path = tmp_path / "report.json"
    path.write_text(json.dumps(told), encoding="utf-8")

    assert read_report(path) == Verdicts("2026-1", "C", {"REF-OAU-01": (1, "pass"), "MES-URB-01": (1, None)})
