from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.manifests import FOR_A_PERSON, write_manifest

from conformance_suite import api
from conformance_suite.case import catalogue
from conformance_suite.manifest.loader import load_manifest
from conformance_suite.manifest.model import Click, Request, Submit
from conformance_suite.plan import Plan, PlanError, make_plan, members, profiles
from doctrine.loader import load_edition

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.manifest.model import Manifest, Step


@pytest.fixture
def manifest(tmp_path: Path) -> Manifest:
    return load_manifest(write_manifest(tmp_path))


def plan(manifest: Manifest, *only: str, profile: str = "full") -> Plan:
    return make_plan(manifest, load_edition(), catalogue(), profile=profile, only=only)


def test_the_full_profile_plans_every_case(manifest: Manifest) -> None:
    made = plan(manifest)

    assert made.scope == "full"
    assert list(dict.fromkeys(row.case.id for row in made.rows)) == [case.id for case in catalogue()]


def test_the_smoke_profile_plans_its_own_cases(manifest: Manifest) -> None:
    made = plan(manifest, profile="smoke")

    assert made.scope == "smoke"
    assert {row.case.id for row in made.rows} == {case.id for case in catalogue()} & members("smoke")
    assert "FHIR-39" not in {row.case.id for row in made.rows}


def test_a_case_without_its_journey_is_planned_as_not_applicable(manifest: Manifest) -> None:
    row = next(row for row in plan(manifest).rows if row.case.id == "FHIR-39")

    assert row.not_played is not None
    assert (row.not_played.verdict, row.not_played.reason, row.not_played.detail) == (
        "not_applicable",
        "journey_not_declared",
        "write_measure",
    )
    assert row.case not in plan(manifest).to_play()


@pytest.mark.parametrize(
    ("steps", "reason"),
    [
        ((Request("GET", "/m"), Submit("#f")), None),
        ((Request("POST", "/m", form={"value": "72.5"}),), ("not_applicable", "journey_without_form", "write_measure")),
        ((Submit("#f"), Click("Oui")), ("not_applicable", "journey_without_form", "write_measure")),
    ],
)
def test_what_a_form_hides_is_seen_only_where_a_journey_ends_on_one(
    manifest: Manifest, steps: tuple[Step, ...], reason: tuple[str, ...] | None
) -> None:
    writing = replace(manifest, journeys={**manifest.journeys, "write_measure": steps})
    row = next(row for row in plan(writing).rows if row.case.id == "FHIR-23")

    assert (row.not_played and (row.not_played.verdict, row.not_played.reason, row.not_played.detail)) == reason


def test_a_requirement_that_does_not_concern_the_app_is_planned_as_not_applicable(manifest: Manifest) -> None:
    service = replace(manifest, app=replace(manifest.app, kind="service"))
    reasons = {row.case.id: row.not_played.reason for row in plan(service).rows if row.not_played}

    assert reasons["ARSP-02"] == "requirement_not_applicable"


def test_only_some_are_chosen_by_case_or_requirement(manifest: Manifest) -> None:
    made = plan(manifest, "IDT-21", "REF-OAU-08")

    assert made.scope == "partial"
    assert {row.case.id for row in made.rows} == {"IDT-21", "TOK-05"}


def test_an_unknown_id_is_told_with_what_could_be_meant(manifest: Manifest) -> None:
    with pytest.raises(PlanError, match="did you mean IDT-21"):
        plan(manifest, "IDT21")


def test_an_unknown_profile_cannot_be_planned(manifest: Manifest) -> None:
    with pytest.raises(PlanError, match="no profile"):
        plan(manifest, profile="huge")


def test_profiles_name_cases_once() -> None:
    assert set(profiles()) == {"smoke", "person"}


def test_the_plan_is_kept_as_json(manifest: Manifest) -> None:
    row = next(row for row in plan(manifest).rows if row.case.id == "IDT-21").as_json()

    assert row["requirement"] == "REF-OAU-04"
    assert row["obligation"] == "SHALL"
    assert row["fault"] == "id_token_wrong_nonce"
    assert row["not_played"] is None


def test_a_person_is_planned_what_a_person_can_play(tmp_path: Path) -> None:
    made = plan(load_manifest(write_manifest(tmp_path, FOR_A_PERSON)))
    reasons = {row.case.id: row.not_played for row in made.rows}

    assert made.scope == "partial"
    assert {case.id for case in made.to_play()} == members("person") - {"FHIR-39"}  # no journey writes a measure
    assert {one.reason for one in reasons.values() if one is not None} >= {"not_for_a_person", "journey_not_declared"}
    assert all(one is None or one.verdict == "not_applicable" for one in reasons.values())


def test_what_a_person_plays_is_what_needs_no_page_and_one_browser(manifest: Manifest) -> None:
    played = [row for row in catalogue() if row.id in members("person")]

    assert plan(manifest, profile="person").scope == "partial"
    assert {row.id for row in played} == members("person")
    for row in played:
        assert (row.play.lane, row.play.from_start, row.play.apart, row.more) == ("shared", False, False, ())
        kinds = {type(step).__name__ for step in row.play.steps}
        assert kinds <= {"NewBrowser", "Probe", "Prepare", "Journey", "AwaitExpiry", "Settle", "Act"}


def test_nobody_plays_where_nobody_is(tmp_path: Path) -> None:
    path = write_manifest(tmp_path, FOR_A_PERSON)
    agreed = {"exchanges": {"measures": ["read"]}, "scopes": ["openid"], "release": "2.4"}

    with pytest.raises(PlanError, match="in front of this machine"):
        api.check(path, out=tmp_path / "run")
    with pytest.raises(PlanError, match="nobody there"):
        api.hook_up(path, out=tmp_path / "run", **agreed)
    assert not (tmp_path / "run").exists()
