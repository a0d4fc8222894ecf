"""FHIRPath Patch (FHIR R4, 3.1.6): alone, as PDSm has it, and in a Bundle, as MHD has it."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING

import pytest
from builders.documents import FHIR, IS_ARCHIVED, JSON_PATCH, identifier_of, label, replacing

if TYPE_CHECKING:
    from builders.documents import Documents, Resource
    from werkzeug.test import TestResponse

CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality"
ARCHIVED = f"DocumentReference.extension.where(url='{IS_ARCHIVED}').value"


def _operation(kind: str, path: str, **parts: object) -> Resource:
    written = [{"name": name, **value} if isinstance(value, dict) else {"name": name, "valueString": value}
               for name, value in parts.items()]  # fmt: skip
    told = [{"name": "type", "valueCode": kind}, {"name": "path", "valueString": path}]
    return {"name": "operation", "part": [*told, *written]}


def _parameters(*operations: Resource) -> Resource:
    return {"resourceType": "Parameters", "parameter": list(operations)}


def _patch(app: Documents, document: Resource, *operations: Resource, **headers: str) -> TestResponse:
    return app.bench.call(
        "PATCH",
        f"{FHIR}/DocumentReference",
        query_string={"identifier": identifier_of(document)},
        data=json.dumps(_parameters(*operations)).encode(),
        headers={**app.paired.headers, "Content-Type": "application/fhir+json", **headers},
    )


@pytest.fixture
def document(app: Documents) -> Resource:
    made: Resource = app.publish(app.simplified()).json
    return made


def test_the_example_of_the_guide_is_carried_out(app: Documents, document: Resource) -> None:
    code = f"DocumentReference.securityLabel.coding.where(system='{CONFIDENTIALITY}').code"

    answer = _patch(
        app,
        document,
        _operation("replace", "DocumentReference.status", value={"valueCode": "superseded"}),
        _operation("replace", code, value={"valueCode": "R"}),
        _operation("replace", ARCHIVED, value={"valueBoolean": True}),
        **{"If-Match": 'W/"1"'},
    )

    assert answer.status_code == 200, answer.text
    assert answer.json["status"] == "superseded"
    assert answer.json["securityLabel"][0]["coding"][0]["code"] == "R"
    assert answer.json["extension"] == [{"url": IS_ARCHIVED, "valueBoolean": True}]


def test_elements_are_added_and_deleted(app: Documents, document: Resource) -> None:
    masked = {"valueCodeableConcept": label("MASQUE_PS")}

    added = _patch(app, document, _operation("add", "DocumentReference", name="securityLabel", value=masked))
    assert added.json["securityLabel"][1] == label("MASQUE_PS")
    deleted = _patch(app, document, _operation("delete", "DocumentReference.securityLabel[1]"))
    assert len(deleted.json["securityLabel"]) == 1


def test_an_extension_is_added_by_its_parts(app: Documents, document: Resource) -> None:
    parts = {"part": [{"name": "url", "valueUri": IS_ARCHIVED}, {"name": "valueBoolean", "valueBoolean": True}]}

    answer = _patch(
        app,
        document,
        _operation("delete", "DocumentReference.extension[0]"),
        _operation("add", "DocumentReference", name="extension", value=parts),
    )

    assert answer.status_code == 200, answer.text
    assert answer.json["extension"] == [{"url": IS_ARCHIVED, "valueBoolean": True}]


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        (_operation("replace", "DocumentReference.description", value={"valueString": "x"}), 405),
        (_operation("delete", "DocumentReference"), 405),
        (_operation("add", "DocumentReference", name="docStatus", value={"valueCode": "final"}), 405),
        (_operation("replace", "DocumentReference.status"), 422),
        (_operation("replace", "DocumentReference.status", value={"valueCode": "entered-in-error"}), 422),
        (_operation("replace", "DocumentReference.securityLabel[4]", value={"valueString": "x"}), 422),
        (_operation("replace", "DocumentReference.status.first()", value={"valueCode": "current"}), 422),
        (_operation("replace", "Patient.status", value={"valueCode": "current"}), 422),
        (_operation("insert", "DocumentReference.status", value={"valueCode": "current"}), 422),
        ({"name": "nothing"}, 405),
    ],
)
def test_what_cannot_be_is_refused(app: Documents, document: Resource, operation: Resource, status: int) -> None:
    answer = _patch(app, document, operation)

    assert answer.status_code == status, answer.text
    assert app.get(f"DocumentReference/{document['id']}").json == document


def test_the_media_type_tells_the_format(app: Documents, document: Resource) -> None:
    operation = _operation("replace", "DocumentReference.status", value={"valueCode": "superseded"})

    assert _patch(app, document, operation, **{"Content-Type": JSON_PATCH}).status_code == 400
    assert _patch(app, document).status_code == 400
    assert _patch(app, document, operation, **{"Content-Type": "text/plain"}).status_code == 415


def _patch_entry(document: Resource, resource: Resource, **request: str) -> Resource:
    asked = {"method": "PATCH", "url": f"DocumentReference/{document['id']}", **request}
    return {"fullUrl": "urn:uuid:0d2c9d55-3d2c-4a3b-9d1e-1a2b3c4d5e6f", "resource": resource, "request": asked}


@pytest.mark.parametrize("at", [0, 3])
def test_a_submission_supersedes_what_it_replaces(app: Documents, document: Resource, at: int) -> None:
    superseded = _operation("replace", "DocumentReference.status", value={"valueCode": "superseded"})
    bundle = app.bundle(relatesTo=replacing(document))
    bundle["entry"].insert(at, _patch_entry(document, _parameters(superseded), ifMatch='W/"1"'))

    answer = app.provide(bundle)

    assert answer.status_code == 200, answer.text
    assert answer.json["entry"][at]["response"]["status"] == "200 OK"
    assert app.get(f"DocumentReference/{document['id']}").json["status"] == "superseded"


def test_a_binary_may_hold_a_json_patch(app: Documents, document: Resource) -> None:
    patch = [{"op": "replace", "path": "/extension/0/valueBoolean", "value": True}]
    data = base64.b64encode(json.dumps(patch).encode()).decode()
    bundle = app.bundle()
    bundle["entry"].append(_patch_entry(document, {"resourceType": "Binary", "contentType": JSON_PATCH, "data": data}))

    assert app.provide(bundle).status_code == 200
    assert app.found(isArchived="true", _id=document["id"])


def test_a_patch_in_a_bundle_is_bound_as_one_alone(app: Documents, other: Documents, document: Resource) -> None:
    theirs = other.publish(other.simplified()).json
    mask = _operation(
        "add", "DocumentReference", name="securityLabel", value={"valueCodeableConcept": label("MASQUE_PS")}
    )
    describe = _operation("replace", "DocumentReference.description", value={"valueString": "x"})
    before = app.search().json["total"]

    for entry, status in (
        (_patch_entry(theirs, _parameters(mask)), 403),
        (_patch_entry(document, _parameters(describe)), 422),  # 405 is said of URLs: this one takes POST
        (_patch_entry(document, _parameters(mask), ifMatch='W/"7"'), 412),
        (_patch_entry({"id": "nothing"}, _parameters(mask)), 404),
        (_patch_entry(document, {"resourceType": "Basic"}), 422),
        (_patch_entry(document, _parameters(mask), url="DocumentReference?identifier=x"), 404),
    ):
        bundle = app.bundle()
        bundle["entry"].append(entry)
        assert app.provide(bundle).status_code == status
    assert app.search().json["total"] == before
    assert app.get(f"DocumentReference/{document['id']}").json == document
