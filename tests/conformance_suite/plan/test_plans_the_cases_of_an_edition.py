from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.manifests import write_manifest

from conformance_suite.case import catalogue
from conformance_suite.manifest.loader import load_manifest
from conformance_suite.plan import Plan, PlanError, make_plan, members, profiles
from doctrine.loader import load_edition

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.manifest.model import Manifest


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


def test_an_unknown_profile_or_driver_cannot_be_planned(manifest: Manifest) -> None:
    with pytest.raises(PlanError, match="no profile"):
        plan(manifest, profile="huge")
    with pytest.raises(PlanError, match="driver"):
        plan(replace(manifest, driver="person"))


def test_profiles_name_cases_once() -> None:
    assert set(profiles()) == {"smoke"}


def test_the_plan_is_kept_as_json(manifest: Manifest) -> None:
    row = next(row for row in plan(manifest).rows if row.case.id == "IDT-21").as_json()

    assert row["requirement"] == "REF-OAU-04"
    assert row["obligation"] == "SHALL"
    assert row["fault"] == "id_token_wrong_nonce"
    assert row["not_played"] is None
