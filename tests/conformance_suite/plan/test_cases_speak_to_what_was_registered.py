from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.manifests import write_manifest

from conformance_suite.case import catalogue
from conformance_suite.debugging import DEBUGGING
from conformance_suite.manifest.loader import load_manifest
from conformance_suite.manifest.model import CommandTarget, ImageTarget, UrlTarget
from conformance_suite.plan import make_plan
from doctrine.loader import load_edition

if TYPE_CHECKING:
    from pathlib import Path

    from conformance_suite.manifest.model import Manifest


@pytest.mark.parametrize(
    ("registered", "played", "left"),
    [
        ("RS256", {"IDT-01", "IDT-40"}, {"IDT-02"}),
        ("ES256", {"IDT-02"}, {"IDT-01", "IDT-40"}),
        ("HS256", {"IDT-03"}, {"IDT-02", "IDT-12"}),
        (None, {"IDT-01"}, set()),
    ],
)
def test_a_case_of_another_algorithm_does_not_apply(
    tmp_path: Path, registered: str | None, played: set[str], left: set[str]
) -> None:
    manifest = load_manifest(write_manifest(tmp_path))
    metadata = {
        name: value for name, value in manifest.client.metadata.items() if name != "id_token_signed_response_alg"
    }
    if registered is not None:
        metadata["id_token_signed_response_alg"] = registered
    plan = make_plan(replace(manifest, client=replace(manifest.client, metadata=metadata)), load_edition(), catalogue())

    assert played <= {case.id for case in plan.to_play()}
    reasons = {row.case.id: row.not_played for row in plan.rows if row.not_played}
    for case in left:
        assert (reasons[case].verdict, reasons[case].reason) == ("not_applicable", "other_algorithm_registered")


def test_the_case_of_production_is_for_who_says_how_it_is_set_up_for_it(tmp_path: Path) -> None:
    manifest = load_manifest(write_manifest(tmp_path))
    by_itself = replace(manifest, target=UrlTarget("https://carnet.example", None, None, 20.0))
    settings = {"APP_ENV": "production", "LEVEL": "{client_id}"}
    assert isinstance(manifest.target, CommandTarget)
    declared = replace(manifest, target=replace(manifest.target, env={"LEVEL": "test"}, production_env=settings))

    def planned(one: Manifest) -> str | None:
        (row,) = make_plan(one, load_edition(), catalogue(), only=["DISC-18"]).rows
        return None if row.not_played is None else row.not_played.reason

    assert [planned(one) for one in (manifest, by_itself, declared)] == ["no_production_settings"] * 2 + [None]
    in_production = declared.set_up_for_production()
    assert in_production is not None
    assert in_production.target.env == settings
    assert declared.target.env == {"LEVEL": "test"}


def test_the_environment_of_debugging_goes_before_what_the_manifest_says(tmp_path: Path) -> None:
    manifest = load_manifest(write_manifest(tmp_path))
    assert isinstance(manifest.target, CommandTarget)
    said = {"LEVEL": "{client_id}", "NODE_ENV": "test"}
    debugging = replace(manifest, target=replace(manifest.target, env=said)).told_to_debug()

    assert isinstance(debugging.target, CommandTarget)
    assert debugging.target.env == said | DEBUGGING
    assert debugging.target.env["NODE_ENV"] == "development"
    assert replace(debugging, target=manifest.target) == manifest
    as_image = replace(manifest, target=ImageTarget("carnet:1", "8080", said, None, 20.0)).told_to_debug()
    assert isinstance(as_image.target, ImageTarget)
    assert as_image.target.env == said | DEBUGGING


def test_who_started_their_app_is_not_told_to_debug(tmp_path: Path) -> None:
    manifest = load_manifest(write_manifest(tmp_path))
    by_itself = replace(manifest, target=UrlTarget("https://carnet.example", None, None, 20.0))
    (row,) = make_plan(by_itself, load_edition(), catalogue(), only=["TLS-14"]).rows

    assert by_itself.told_to_debug() is by_itself
    assert row.not_played is not None
    assert (row.not_played.verdict, row.not_played.reason) == ("skipped", "target_cannot_restart")


@pytest.mark.parametrize(
    ("registered", "reason"),
    [
        ({"require_pushed_authorization_requests": True}, None),
        ({"require_pushed_authorization_requests": False}, "not_registered"),
        ({}, "not_registered"),
    ],
)
def test_cases_of_pushing_are_for_who_registered_to_push(
    tmp_path: Path, registered: dict[str, bool], reason: str | None
) -> None:
    manifest = load_manifest(write_manifest(tmp_path))
    client = replace(manifest.client, metadata={**manifest.client.metadata, **registered})

    plan = make_plan(replace(manifest, client=client), load_edition(), catalogue(), only=["AREQ-14", "PAR-03"])

    assert [row.not_played and row.not_played.reason for row in plan.rows] == [reason, reason]
