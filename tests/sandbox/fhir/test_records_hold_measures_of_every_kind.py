from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from builders.spaces import Bench

from sandbox.fhir.apis.measures import MEASURES
from sandbox.fhir.json_text import read_kept, write_json
from sandbox.fhir.observation_rules import Pairing, check
from sandbox.fhir.profiles import CODES
from sandbox.fhir.validation.resource import validate
from sandbox.people.people import People

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject

RESIDENTS = 120
NAMED = {"identifier": {"system": "urn:oid:2.999.1", "value": "patient"}}


@pytest.fixture(scope="module")
def measures() -> list[JsonObject]:
    space = Bench().space
    people = space.part(People)
    people.settle(RESIDENTS)
    people.create()
    everyone = list(people.everyone())
    return [one for persona in everyone for one in MEASURES.record(space, persona)]


def test_every_code_of_the_api_occurs(measures: list[Any]) -> None:
    assert {one["code"]["coding"][0]["code"] for one in measures} == set(CODES)


def test_every_measure_keeps_the_rules_that_apps_must_keep(measures: list[Any]) -> None:
    pairing = Pairing("urn:oid:2.999.1", "patient", "2.999.250")
    for one in measures:
        written = read_kept(write_json({**one, "subject": NAMED}))
        issues = [*check(written, pairing), *validate(written)]  # type: ignore[arg-type]
        told = [issue for issue in issues if issue.severity == "error" and "Bmi" not in issue.diagnostics]
        assert not told, (told, one)


def test_ids_are_each_measures_own(measures: list[Any]) -> None:
    assert len({one["id"] for one in measures}) == len(measures)
