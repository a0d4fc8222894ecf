from __future__ import annotations

import json
import sys
import time
import tracemalloc
from typing import TYPE_CHECKING, Any

import pytest
from builders.fhir_resources import SOUND
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.fhir.validation.examination import MOST_ISSUES
from sandbox.fhir.validation.outcome import outcome
from sandbox.fhir.validation.resource import validate

if TYPE_CHECKING:
    from sandbox.fhir.issue import Issue
    from sandbox.json_value import JsonValue

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=6)
    | st.sampled_from(["Patient", "#a", "2026"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "extension", "resourceType", "url", "value", "_x"]) | st.text(max_size=5), inner
        )
    ),
    max_leaves=10,
)
SECONDS = 20  # of processor time, on a machine that is shared; alone it takes a tenth


def timed(resource: JsonValue, profiles: tuple[str, ...] = ()) -> tuple[Issue, ...]:
    began = time.process_time()
    issues = validate(resource, profiles)
    assert time.process_time() - began < SECONDS
    assert len(issues) <= MOST_ISSUES + 1
    return issues


def nested(depth: int, member: str) -> dict[str, Any]:
    node: dict[str, Any] = {"url": "u", "valueCode": "c"}
    for _ in range(depth):
        node = {"url": "u", member: [node]}
    return node


@pytest.mark.parametrize("depth", [80, 1_000, 100_000])
@pytest.mark.parametrize("member", ["extension", "contained", "entry", "nothing"])
def test_deep_nesting_is_refused(depth: int, member: str) -> None:
    resource = {"resourceType": "Patient", **nested(depth, member)}
    try:
        assert outcome(timed(resource)) == "invalid"
    finally:
        while resource:  # taken apart by hand: Python itself would go too deep
            resource = next((one[0] for one in resource.values() if isinstance(one, list)), {})


def test_thirty_levels_of_a_questionnaire_are_sound() -> None:
    item: dict[str, Any] = {"linkId": "0", "type": "string"}
    for number in range(1, 28):
        item = {"linkId": str(number), "type": "group", "item": [item]}

    assert timed({"resourceType": "Questionnaire", "status": "draft", "item": [item]}) == ()


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "Patient", "name": [{"family": "x"}] * 100_000},
        {"resourceType": "Patient", "name": [None] * 100_000},
        {"resourceType": "Patient", **{f"x{number}": 1 for number in range(100_000)}},
        {"resourceType": "Patient", "contained": [{"resourceType": "Basic", "id": "a"}] * 20_000},
        {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"fullUrl": "urn:x", "resource": {"resourceType": "Basic"}}] * 30_000,
        },
        {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [
                {
                    "fullUrl": f"urn:{n}",
                    "resource": {"resourceType": "Basic", "code": {"text": "x"}, "subject": {"reference": "urn:1"}},
                }
                for n in range(20_000)
            ],
        },
        {
            "resourceType": "Questionnaire",
            "status": "draft",
            "item": [{"linkId": str(n), "type": "string"} for n in range(20_000)],
        },
        {
            "resourceType": "CodeSystem",
            "status": "draft",
            "content": "complete",
            "concept": [{"code": str(n)} for n in range(9_000)],
        },
        {"resourceType": "Patient", "birthDate": "9" * 5_000_000},
        {"resourceType": "Patient", "text": {"status": "generated", "div": "<div>" * 200_000}},
        {"resourceType": "Patient", "text": {"status": "generated", "div": "&" * 1_000_000}},
        {"resourceType": "Patient", "managingOrganization": {"reference": "/" * 1_000_000}},
        {"resourceType": "Patient", "language": "a-" * 500_000},
        {"resourceType": "Binary", "contentType": "a/" + "b;" * 500_000},
        {"resourceType": "Patient", "meta": {"profile": [f"http://example.org/{n}" for n in range(50_000)]}},
        {
            "resourceType": "Patient",
            "meta": {"profile": ["http://hl7.org/fhir/StructureDefinition/vitalsigns"] * 50_000},
        },
    ],
    ids=lambda resource: json.dumps(resource)[:60],
)
def test_size_is_bounded(resource: dict[str, Any]) -> None:
    timed(resource)


def test_an_entity_bomb_is_refused() -> None:
    bomb = '<!DOCTYPE d [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><div xmlns="http://www.w3.org/1999/xhtml">&b;</div>'

    assert outcome(timed({"resourceType": "Patient", "text": {"status": "generated", "div": bomb}})) == "invalid"


def test_memory_is_bounded() -> None:
    resource: dict[str, Any] = {"resourceType": "Patient", "name": [{"nothing": 1}] * 100_000}
    tracemalloc.start()
    try:
        timed(resource)
        _now, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 50_000_000


def test_the_last_issue_says_that_there_were_more() -> None:
    issues = timed({"resourceType": "Patient", **{f"x{number}": 1 for number in range(500)}})

    assert len(issues) == MOST_ISSUES + 1
    assert issues[-1].diagnostics.startswith("Not checked: the rest")


@given(JSON)
def test_no_json_raises(body: JsonValue) -> None:
    validate(body)
    validate({"resourceType": "Patient", "name": body, "_birthDate": body, "extension": body, "contained": body})
    validate(
        {
            "resourceType": "Bundle",
            "type": "collection",
            "entry": [{"resource": body}, {"resource": {"resourceType": "Observation", "meta": body}}],
        }
    )


@settings(max_examples=300)
@given(name=st.sampled_from(sorted(SOUND)), data=st.data())
def test_no_element_replaced_by_junk_raises(name: str, data: st.DataObject) -> None:
    resource = SOUND[name]()
    node: Any = resource
    for _ in range(data.draw(st.integers(0, 6))):
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        inner = [key for key in keys if isinstance(node[key], dict | list) and node[key]]
        if not inner:
            break
        node = node[data.draw(st.sampled_from(inner))]
    node[data.draw(st.sampled_from(list(node) if isinstance(node, dict) else list(range(len(node)))))] = data.draw(JSON)

    validate(resource, ("http://hl7.org/fhir/StructureDefinition/bp",))


def test_doubts_do_not_hide_a_fault() -> None:
    doubtful = {"resourceType": "Basic", "code": {"text": "x"}, "meta": {"profile": ["https://example.org/mine"]}}
    entries = [{"fullUrl": f"urn:{number}", "resource": doubtful} for number in range(500)]
    entries.append({"fullUrl": "urn:last", "resource": {"resourceType": "Basic"}})

    issues = timed({"resourceType": "Bundle", "type": "collection", "entry": entries})

    assert outcome(issues) == "invalid"
    assert len(issues) < MOST_ISSUES


@pytest.mark.parametrize(
    "resource",
    [
        {"resourceType": "\ud800"},
        {"resourceType": "Patient", "\ud800": 1},
        {"resourceType": "Patient", "name": [{"family": "\ud800"}]},
        {"resourceType": "Patient", "meta": {"profile": ["\ud800"]}},
        {"resourceType": "Patient", "extension": [{"url": "\ud800:"}], "language": "\ud800", "gender": "\ud800"},
    ],
)
def test_half_a_character_is_refused_in_words_that_can_be_sent(resource: dict[str, Any]) -> None:
    issues = timed(resource)

    assert outcome(issues) == "invalid"
    for issue in issues:
        (issue.diagnostics + issue.expression).encode()


def test_the_stack_is_left_alone() -> None:
    before = sys.getrecursionlimit()
    timed({"resourceType": "Patient", **nested(60, "extension")})

    assert sys.getrecursionlimit() == before
