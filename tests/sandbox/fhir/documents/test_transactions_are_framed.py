"""The frame of a transaction (FHIR R4, 2.36 and 3.1.0.11): its invariants, fullUrls, conditions, and Prefer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import uuid4

import pytest
from builders.documents import IS_ARCHIVED, b64, label

if TYPE_CHECKING:
    from builders.documents import Documents, Resource


def _patch(document: Resource, **request: str) -> Resource:
    operations = b'[{"op": "add", "path": "/securityLabel/-", "value": %s}]'
    mask = str(label("MASQUE_PS")).replace("'", '"').encode()
    patch = {"resourceType": "Binary", "contentType": "application/json-patch+json", "data": b64(operations % mask)}
    url = f"DocumentReference/{document['id']}"
    return {"fullUrl": f"urn:uuid:{uuid4()}", "resource": patch, "request": {"method": "PATCH", "url": url, **request}}


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"fullUrl": "List/1"}, "Bundle.entry[0].fullUrl"),
        ({"fullUrl": "urn:uuid:1234"}, "Bundle.entry[0].fullUrl"),
        ({"fullUrl": "http://[a"}, "Bundle.entry[0].fullUrl"),
        ({"fullUrl": "https://app.example/Patient/1"}, "Bundle.entry[0].fullUrl"),
        ({"fullUrl": "https://app.example/List/1/_history/1"}, "Bundle.entry[0]"),
        ({"fullUrl": "https://app.example/List/1", "resource.id": "2"}, "Bundle.entry[0].fullUrl"),
        ({"search": {"mode": "match"}}, "Bundle"),
        ({"response": {"status": "200"}}, "Bundle"),
        ({"colour": "red"}, "Bundle.entry[0]"),
        ({"request.ifMatch": 'W/"1"'}, "Bundle.entry[0].request.ifMatch"),
        ({"request.ifNoneMatch": "*"}, "Bundle.entry[0].request.ifNoneMatch"),
        ({"request.colour": "red"}, "Bundle.entry[0].request"),
    ],
)
def test_a_frame_that_does_not_hold_is_refused_where_it_breaks(
    app: Documents, change: dict[str, Any], where: str
) -> None:
    bundle = app.bundle()
    for path, value in change.items():
        *way, name = path.split(".")
        node = bundle["entry"][0]
        for step in way:
            node = node[step]
        node[name] = value

    answer = app.provide(bundle)

    assert answer.status_code == 422, answer.text
    assert where in {place for issue in answer.json["issue"] for place in issue.get("expression", ())}


@pytest.mark.parametrize("change", [{"total": 3}, {"implicitRules": "https://x.example"}, {"type": "batch"}])
def test_a_bundle_that_is_no_transaction_is_refused(app: Documents, change: Resource) -> None:
    assert app.provide({**app.bundle(), **change}).status_code == 422


def test_two_entries_of_one_full_url_are_told_once(app: Documents) -> None:
    bundle = app.bundle()
    bundle["entry"][1]["fullUrl"] = bundle["entry"][0]["fullUrl"]

    issues = app.provide(bundle).json["issue"]

    assert [issue["expression"] for issue in issues if issue["code"] == "duplicate"] == [["Bundle.entry[1].fullUrl"]]
    assert not any("bdl-7" in issue["diagnostics"] for issue in issues)


@pytest.mark.parametrize(
    ("request_of_the_patch", "status", "where"),
    [
        ({"ifMatch": 'W/"1"'}, 200, ""),
        ({"ifMatch": 'W/"2"'}, 412, "Bundle.entry[3].request.ifMatch"),
        ({"ifMatch": ","}, 422, "Bundle.entry[3].request.ifMatch"),
        ({"ifNoneExist": "identifier=x"}, 422, "Bundle.entry[3].request.ifNoneExist"),
    ],
)
def test_conditions_are_heeded_or_refused(
    app: Documents, request_of_the_patch: dict[str, str], status: int, where: str
) -> None:
    document = app.publish(app.simplified()).json
    bundle = app.bundle()
    bundle["entry"].append(_patch(document, **request_of_the_patch))

    answer = app.provide(bundle)

    assert answer.status_code == status, answer.text
    assert not where or answer.json["issue"][0]["expression"] == [where]


def test_one_resource_is_changed_once(app: Documents) -> None:
    document = app.publish(app.simplified()).json
    bundle = app.bundle()
    bundle["entry"] += [_patch(document), _patch(document)]

    assert app.provide(bundle).status_code == 422
    assert app.get(f"DocumentReference/{document['id']}").json == document


def test_the_answer_is_what_is_preferred(app: Documents) -> None:
    plain, minimal, whole, said = (
        app.provide(app.bundle(), **headers).json["entry"]
        for headers in ({}, *({"Prefer": f"return={one}"} for one in ("minimal", "representation", "OperationOutcome")))
    )

    assert all(one.keys() == {"response"} for one in (*plain, *minimal))
    assert [one["resource"]["resourceType"] for one in whole] == ["List", "DocumentReference", "Binary"]
    assert whole[1]["fullUrl"].endswith(f"/DocumentReference/{whole[1]['resource']['id']}")
    assert any(one["url"] == IS_ARCHIVED for one in whole[1]["resource"]["extension"])
    assert {one["response"]["outcome"]["resourceType"] for one in said} == {"OperationOutcome"}


def test_places_lead_to_what_may_be_read_there(app: Documents) -> None:
    """Only what has versions that can be read is placed at one."""
    for one in app.provide(app.bundle()).json["entry"]:
        place = one["response"]["location"]
        assert ("_history" in place) is place.startswith("DocumentReference/")
        assert app.get(place).status_code == 200
        assert app.get(place).headers["ETag"] == one["response"]["etag"] == 'W/"1"'
