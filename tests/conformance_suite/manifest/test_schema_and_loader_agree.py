from __future__ import annotations

import dataclasses
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from builders.manifests import GOOD, manifest_text, write_manifest
from jsonschema import Draft202012Validator

from conformance_suite.commands import TEMPLATE
from conformance_suite.manifest import model
from conformance_suite.manifest.loader import load_manifest
from conformance_suite.manifest.problems import ManifestError
from conformance_suite.manifest.shape import schema_text
from conformance_suite.scripts.hook_up import pair_and_unpair
from conformance_suite.scripts.measures import read_after_sign_in, write_after_sign_in

if TYPE_CHECKING:
    from pathlib import Path

SCHEMA: dict[str, Any] = json.loads(schema_text())
ACCEPTED = [
    GOOD,
    TEMPLATE.read_text(encoding="utf-8"),
    manifest_text(target="target: {url: 'http://localhost:1', space: s}"),
    manifest_text(target="target: {image: i, port: 80}"),
    manifest_text(limits="limits: {rate: 5, patience: 1.5}", driver="driver: http"),
]
REFUSED_BY_BOTH = [
    GOOD.replace("manifest: 1", "manifest: 2"),
    GOOD.replace("  name: Carnet\n", ""),
    GOOD.replace("purposes: [care]", "purposes: []"),
    GOOD.replace("get: /login", "get: login"),
    manifest_text(target="target: {}"),
    manifest_text(limits="limits: {patience: 31}"),
    manifest_text(surprise="surprise: 1"),
]


def test_the_published_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("text", ACCEPTED)
def test_what_the_loader_accepts_the_schema_accepts(text: str, tmp_path: Path) -> None:
    load_manifest(write_manifest(tmp_path, text))

    assert list(Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text))) == []


@pytest.mark.parametrize("text", REFUSED_BY_BOTH)
def test_what_the_schema_refuses_the_loader_refuses(text: str, tmp_path: Path) -> None:
    assert list(Draft202012Validator(SCHEMA).iter_errors(yaml.safe_load(text)))
    with pytest.raises(ManifestError):
        load_manifest(write_manifest(tmp_path, text))


def test_every_section_of_the_schema_is_read() -> None:
    read = {field.name for field in dataclasses.fields(model.Manifest)} | {"manifest"}
    assert set(SCHEMA["properties"]) <= read
    assert set(SCHEMA["$defs"]["app"]["properties"]) == {field.name for field in dataclasses.fields(model.App)}
    assert set(SCHEMA["$defs"]["limits"]["properties"]) == {field.name for field in dataclasses.fields(model.Limits)}


def test_every_journey_that_a_play_needs_can_be_declared() -> None:
    declared = set(SCHEMA["$defs"]["journeys"]["properties"])
    every = (read_after_sign_in(), write_after_sign_in(), pair_and_unpair())
    assert {need for play in every for need in play.needs} <= declared
