from __future__ import annotations

from typing import Any

import pytest

from sandbox.fhir.validation.examination import Examination
from sandbox.fhir.validation.outcome import outcome
from sandbox.fhir.validation.place import root
from sandbox.fhir.validation.profile_format import read_profile
from sandbox.fhir.validation.profile_rules import check_profile


def held(elements: dict[str, Any], resource: dict[str, Any]) -> str:
    """Hold a resource to a profile with these elements."""
    kind = resource.setdefault("resourceType", "Observation")
    profile = read_profile({"canonical": "https://e.org/p", "type": kind, "source": "s", "elements": elements}, "p")
    run = Examination(resource)
    check_profile(profile, resource, root(kind), run)
    return outcome(run.issues)


CODE = {"coding": [{"system": "s", "code": "a"}, {"system": "s", "code": "b"}]}


@pytest.mark.parametrize(
    ("discriminator", "expected"),
    [
        ({"path": "code.coding.code", "fixed": "b"}, "valid"),
        ({"path": "code.coding.code", "fixed": "c"}, "invalid"),
        ({"path": "code.coding", "pattern": {"system": "s", "code": "a"}}, "valid"),
        ({"path": "code", "pattern": {"coding": [{"code": "b"}]}}, "valid"),
        ({"path": "$this", "pattern": {"code": {"coding": [{"code": "c"}]}}}, "invalid"),
        ({"path": "value", "exists": True}, "valid"),
        ({"path": "interpretation", "exists": True}, "invalid"),
        ({"path": "interpretation", "exists": False}, "valid"),
        ({"path": "x.resolve()", "undecided": "profile"}, "not_checked"),
    ],
)
def test_an_item_is_told_by_its_discriminator(discriminator: dict[str, Any], expected: str) -> None:
    elements = {"component": {"slices": {"one": {"discriminator": [discriminator], "min": 1}}}}

    assert held(elements, {"component": [{"code": CODE, "valueQuantity": {"value": 1}}]}) == expected


def test_an_item_is_told_by_its_type() -> None:
    elements = {"contained": {"slices": {"who": {"discriminator": [{"path": "$this", "type": "Patient"}], "max": 1}}}}
    patient = {"resourceType": "Patient"}

    assert held(elements, {"contained": [patient, {"resourceType": "Device"}]}) == "valid"
    assert held(elements, {"contained": [patient, patient]}) == "invalid"


def test_a_closed_list_takes_nothing_else() -> None:
    slices = {"a": {"discriminator": [{"path": "code", "fixed": "a"}]}}
    resource = {"code": CODE}

    assert held({"code.coding": {"slices": slices}}, dict(resource)) == "valid"
    assert held({"code.coding": {"slices": slices, "rules": "closed"}}, dict(resource)) == "invalid"


@pytest.mark.parametrize(
    ("rule", "value", "expected"),
    [
        ({"fixed": True}, True, "valid"),
        ({"fixed": True}, 1, "invalid"),
        ({"fixed": 1}, True, "invalid"),
        ({"fixed": 1}, 1.0, "valid"),
        ({"fixed": {"a": 1}}, {"a": 1, "b": 2}, "invalid"),
        ({"pattern": {"a": 1}}, {"a": 1, "b": 2}, "valid"),
        ({"pattern": {"a": [{"b": 1}]}}, {"a": [{"c": 2}, {"b": 1, "d": 0}]}, "valid"),
        ({"pattern": {"a": 1}}, "a", "invalid"),
        ({"max": 0}, "a", "invalid"),
        ({"not_checked": "nobody knows"}, "a", "not_checked"),
        ({"binding": {"strength": "required", "values": {"s": ["a"]}}}, "a", "valid"),
        ({"binding": {"strength": "required", "values": {"s": ["a"]}}}, "b", "invalid"),
        ({"binding": {"strength": "extensible", "values": {"s": ["a"]}}}, "b", "valid"),
        ({"binding": {"strength": "required", "valueSet": "https://e.org/unknown"}}, "b", "not_checked"),
        ({"binding": {"strength": "required", "values": {"s": ["a"]}, "complete": False}}, "b", "not_checked"),
        (
            {"binding": {"strength": "required", "values": {"s": ["a"]}}},
            {"coding": [{"system": "t", "code": "a"}]},
            "invalid",
        ),
        ({"targets": ["Patient"]}, {"reference": "Patient/1"}, "valid"),
        ({"targets": ["Patient"]}, {"reference": "Device/1"}, "invalid"),
        ({"targets": ["Patient"]}, {"reference": "urn:uuid:unknown"}, "valid"),
        ({"targets": ["Patient"]}, {"display": "somebody"}, "valid"),
    ],
)
def test_a_rule_means_what_its_word_says(rule: dict[str, Any], value: object, expected: str) -> None:
    assert held({"element": rule}, {"element": value}) == expected


def test_dots_and_nesting_say_the_same() -> None:
    resource = {"subject": {"identifier": {}}}

    assert held({"subject.identifier.value": {"min": 1}}, dict(resource)) == "invalid"
    assert (
        held({"subject": {"elements": {"identifier": {"elements": {"value": {"min": 1}}}}}}, dict(resource))
        == "invalid"
    )
    assert held({"subject.identifier.value": {"min": 1}}, {"subject": {}}) == "valid"


def test_profiles_that_name_one_another_come_to_an_end() -> None:
    rule = {"elements": {"profile": "https://e.org/unknown"}}

    assert held({"subject": {"profile": rule["elements"]["profile"]}}, {"subject": {"display": "x"}}) == "not_checked"


def test_an_invariant_of_a_profile_is_evaluated() -> None:
    rule = {"key": "my-1", "severity": "error", "human": "No.", "expression": "value.exists()"}

    assert held({"$this": {"invariants": [rule]}}, {"valueString": "x"}) == "valid"
    assert held({"$this": {"invariants": [rule]}}, {"status": "final"}) == "invalid"
    assert held({"$this": {"invariants": [{**rule, "severity": "warning"}]}}, {"status": "final"}) == "valid"
