"""Conditional PATCH (PDSm, flux 03): status, securityLabel and isArchived, of what the app may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.documents import IS_ARCHIVED, identifier_of, label, replacing

from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.documents import Documents, Resource
    from builders.spaces import Bench

MASK = {"op": "replace", "path": "/securityLabel/0", "value": label("MASQUE_PS")}
ARCHIVE = {"op": "replace", "path": "/extension/0/valueBoolean", "value": True}
SUPERSEDE = {"op": "replace", "path": "/status", "value": "superseded"}


@pytest.fixture
def document(app: Documents) -> Resource:
    made: Resource = app.publish(app.simplified()).json
    return made


def test_a_document_is_masked_and_unmasked(app: Documents, document: Resource) -> None:
    masked = app.patch(identifier_of(document), MASK)

    assert masked.status_code == 200, masked.text
    assert masked.json["securityLabel"] == [label("MASQUE_PS")]
    assert masked.headers["ETag"] == 'W/"2"'
    assert app.found(identifier=identifier_of(document)), (
        "what is masked from professionals stays visible to the holder"
    )
    assert app.patch(identifier_of(document), {**MASK, "value": label("N")}).json["securityLabel"] == [label("N")]


def test_a_document_is_archived(app: Documents, document: Resource) -> None:
    assert app.patch(identifier_of(document), ARCHIVE).status_code == 200

    assert document["id"] in [one["id"] for one in app.found(isArchived="true")]
    assert app.get(f"DocumentReference/{document['id']}").json["status"] == "current"


def test_a_status_changes_and_comes_back(app: Documents, document: Resource) -> None:
    assert app.patch(identifier_of(document), SUPERSEDE).json["status"] == "superseded"
    assert app.patch(identifier_of(document), {**SUPERSEDE, "value": "current"}).json["status"] == "current"


def test_the_entry_uuid_names_it_too(app: Documents) -> None:
    own = next((one for one in app.found() if one.get("identifier")), None)
    assert own is not None
    identifier = own["identifier"][0]

    assert app.patch(f"{identifier['system']}|{identifier['value']}", MASK).status_code in {200, 403}


@pytest.mark.parametrize(
    "operation",
    [
        {"op": "replace", "path": "/description", "value": "x"},
        {"op": "replace", "path": "/masterIdentifier/value", "value": "urn:uuid:1"},
        {"op": "replace", "path": "/subject", "value": {"reference": "Patient/1"}},
        {"op": "replace", "path": "/content/0/attachment/url", "value": "https://elsewhere.example"},
        {"op": "replace", "path": "/meta/source", "value": "urn:oid:1.2"},
        {"op": "remove", "path": "/type"},
        {"op": "add", "path": "/extension/-", "value": {"url": "https://x.example", "valueBoolean": True}},
        {"op": "replace", "path": "", "value": {}},
    ],
)
def test_other_elements_are_not_patched(app: Documents, document: Resource, operation: Resource) -> None:
    answer = app.patch(identifier_of(document), operation)

    assert answer.status_code == 405, answer.text
    assert answer.headers["Allow"] == "GET, HEAD, PATCH, POST"  # of the type, whose documents are patched by condition
    assert app.get(f"DocumentReference/{document['id']}").json == document


@pytest.mark.parametrize(
    ("operation", "status"),
    [
        ({**SUPERSEDE, "value": "entered-in-error"}, 422),
        ({**SUPERSEDE, "value": "nonsense"}, 422),
        ({"op": "add", "path": "/securityLabel/-", "value": label("INVISIBLE_PATIENT")}, 422),
        ({"op": "remove", "path": "/securityLabel"}, 422),
        ({"op": "add", "path": "/extension/-", "value": {"url": IS_ARCHIVED, "valueString": "yes"}}, 422),
        ({"op": "replace", "path": "/securityLabel/7", "value": label("N")}, 422),
        ({"op": "test", "path": "/status", "value": "superseded"}, 409),
        ({"op": "move", "from": "/status", "path": "/description"}, 400),
    ],
)
def test_what_cannot_be_is_refused(app: Documents, document: Resource, operation: Resource, status: int) -> None:
    answer = app.patch(identifier_of(document), operation)

    assert answer.status_code == status, answer.text
    assert answer.json["resourceType"] == "OperationOutcome"
    assert app.get(f"DocumentReference/{document['id']}").json == document


def test_a_document_that_was_replaced_is_not_current_again(app: Documents, document: Resource) -> None:
    app.publish(app.simplified(relatesTo=replacing(document)))

    assert app.patch(identifier_of(document), {**SUPERSEDE, "value": "current"}).status_code == 409


def test_what_is_not_there_is_not_patched(app: Documents, stranger: Documents) -> None:
    theirs = stranger.publish(stranger.simplified()).json

    assert app.patch("urn:ietf:rfc:3986|urn:uuid:nothing", MASK).status_code == 404
    assert app.patch(identifier_of(theirs), MASK).status_code == 404
    assert app.patch("", MASK).status_code == 400


def test_a_stale_version_is_not_patched(app: Documents, document: Resource) -> None:
    stale = {"If-Match": 'W/"1"'}
    assert app.patch(identifier_of(document), MASK, **stale).status_code == 200

    assert app.patch(identifier_of(document), ARCHIVE, **stale).status_code == 412


def test_what_another_app_submitted_is_theirs(app: Documents, other: Documents, document: Resource) -> None:
    assert other.patch(identifier_of(document), MASK).status_code == 403
    assert app.patch(identifier_of(document), MASK).status_code == 200


def test_what_a_professional_submitted_is_theirs(app: Documents) -> None:
    theirs = next(one for one in app.found() if one["contained"][0]["resourceType"] == "Practitioner")

    answer = app.patch(identifier_of(theirs), ARCHIVE)

    assert answer.status_code == 403
    assert answer.json["issue"][0]["code"] == "forbidden"


def test_the_holders_own_documents_may_be_changed(bench: Bench) -> None:
    from builders.documents import pair  # noqa: PLC0415 - used once

    people = bench.space.part(People)
    holder = next(
        persona
        for persona in (bench.persona() for _ in range(40))
        if any(one.author == persona.id for one in people.record(persona).documents)
    )
    app = pair(bench, persona=holder)
    own = next(one for one in app.found() if one["contained"][0]["resourceType"] == "Patient")

    assert app.patch(identifier_of(own), MASK).status_code == 200


def test_put_and_delete_are_not_allowed(app: Documents, document: Resource) -> None:
    for method in ("PUT", "DELETE"):
        answer = app.bench.call(
            method, f"/api/documents/fhir/DocumentReference/{document['id']}", headers=app.paired.headers
        )
        assert answer.status_code == 405
        assert answer.json["resourceType"] == "OperationOutcome"
