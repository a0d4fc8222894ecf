"""Replacement (DMP, TD2.1): the new version is current, the old one superseded, in one transaction."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from builders.documents import IS_ARCHIVED, identifier_of, replacing

if TYPE_CHECKING:
    from builders.documents import Documents


def test_the_old_version_is_superseded(app: Documents) -> None:
    first = app.publish(app.simplified()).json

    second = app.publish(app.simplified(relatesTo=replacing(first)))

    assert second.status_code == 201, second.text
    old = app.get(f"DocumentReference/{first['id']}")
    assert old.json["status"] == "superseded"
    assert old.headers["ETag"] == 'W/"2"'
    assert old.json["meta"]["versionId"] == "2"
    assert app.get(f"DocumentReference/{first['id']}/_history/1").json["status"] == "current"
    assert first["id"] not in [one["id"] for one in app.found(status="current")]


def test_a_submission_replaces_as_well(app: Documents) -> None:
    first = app.publish(app.simplified()).json

    answer = app.provide(app.bundle(relatesTo=replacing(first)))

    assert answer.status_code == 200, answer.text
    assert app.get(f"DocumentReference/{first['id']}").json["status"] == "superseded"


def test_the_old_version_may_be_named_by_its_unique_id(app: Documents) -> None:
    first = app.publish(app.simplified()).json
    relation = [{"code": "replaces", "target": {"identifier": first["masterIdentifier"]}}]

    assert app.publish(app.simplified(relatesTo=relation)).status_code == 201
    assert app.found(identifier=identifier_of(first))[0]["status"] == "superseded"


def test_what_is_superseded_is_not_replaced_again(app: Documents) -> None:
    first = app.publish(app.simplified()).json
    app.publish(app.simplified(relatesTo=replacing(first)))
    before = app.search().json["total"]

    answer = app.publish(app.simplified(relatesTo=replacing(first)))

    assert answer.status_code == 409
    assert answer.json["issue"][0]["code"] == "conflict"
    assert app.search().json["total"] == before


def test_what_is_not_there_or_somebody_elses_is_not_replaced(app: Documents, stranger: Documents) -> None:
    theirs = stranger.publish(stranger.simplified()).json

    for document in (theirs, {"id": "nothing"}):
        answer = app.publish(app.simplified(relatesTo=replacing(document)))
        assert answer.status_code == 422
    assert stranger.get(f"DocumentReference/{theirs['id']}").json["status"] == "current"


def test_what_another_app_or_a_professional_submitted_is_not_replaced(app: Documents, other: Documents) -> None:
    theirs = other.publish(other.simplified()).json
    by_professional = next(
        one for one in app.found(status="current") if one["contained"][0]["resourceType"] != "Patient"
    )

    for document in (theirs, by_professional):
        answer = app.publish(app.simplified(relatesTo=replacing(document)))
        assert answer.status_code == 403
        assert app.get(f"DocumentReference/{document['id']}").json["status"] == "current"


def test_the_new_version_is_archived_as_the_old_one_was(app: Documents) -> None:
    first = app.publish(app.simplified()).json
    archived = {"op": "replace", "path": "/extension/0/valueBoolean", "value": True}
    assert app.patch(identifier_of(first), archived).status_code == 200

    second = app.publish(app.simplified(relatesTo=replacing(first))).json

    assert second["extension"] == [{"url": IS_ARCHIVED, "valueBoolean": True}]


def test_of_two_replacements_at_once_one_wins(app: Documents) -> None:
    first = app.publish(app.simplified()).json
    documents = [app.simplified(relatesTo=replacing(first)) for _ in range(4)]

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(app.publish, documents))

    assert statuses == [201, 409, 409, 409]
    assert len(app.found(relatesto=f"DocumentReference/{first['id']}")) == 1


def test_of_two_publications_with_one_id_at_once_one_wins(app: Documents) -> None:
    document = app.simplified()

    with ThreadPoolExecutor(4) as pool:
        statuses = sorted(answer.status_code for answer in pool.map(app.publish, [document] * 4))

    assert statuses == [201, 409, 409, 409]
    assert len(app.found(identifier=identifier_of(document))) == 1


def test_versions_of_the_record_are_linked(app: Documents, stranger: Documents) -> None:
    for one in (app, stranger):
        for document in one.found(relation="replaces"):
            target = document["relatesTo"][0]["target"]["reference"]
            assert one.get(target).json["status"] == "superseded"
