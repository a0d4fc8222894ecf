"""ITI-67: what a search of documents demands, finds and keeps apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.documents import FHIR, IS_ARCHIVED, LOINC, identifier_of, label, replacing

if TYPE_CHECKING:
    from builders.documents import Documents
    from builders.spaces import Bench

_DATES = {"creation", "date", "period", "period-start", "period-end"}


def test_the_record_holds_documents_from_the_start(app: Documents) -> None:
    found = app.found()

    assert len(found) > 3
    assert all(one["content"][0]["attachment"]["url"].startswith("https://localhost") for one in found)


def test_the_record_is_the_same_for_the_same_seed(bench: Bench, app: Documents) -> None:
    from builders.documents import pair  # noqa: PLC0415 - a second space
    from builders.spaces import Bench as Again  # noqa: PLC0415 - idem

    again = pair(Again(seed=bench.seed))

    assert [one["id"] for one in again.found()] == [one["id"] for one in app.found()]
    assert [again.content(one).data for one in again.found()] == [app.content(one).data for one in app.found()]


def test_the_latest_document_comes_first(app: Documents) -> None:
    dates = [one["date"] for one in app.found()]

    assert dates == sorted(dates, reverse=True)


@pytest.mark.parametrize("left_out", ["patient.identifier", "status"])
def test_a_search_must_name_patient_and_status(app: Documents, left_out: str) -> None:
    query = {"patient.identifier": app.paired.patient, "status": "current"}
    del query[left_out]

    answer = app.bench.get(f"{FHIR}/DocumentReference", query_string=query, headers=app.paired.headers)

    assert answer.status_code == 400
    assert answer.json["issue"][0]["code"] == "required"


@pytest.mark.parametrize("name", ["patient", "subject.identifier", "patient.identifier"])
def test_the_patient_may_be_named_in_several_ways(app: Documents, name: str) -> None:
    value = app.idpe if name == "patient" else app.paired.patient
    query = {name: value, "status": "current"}

    answer = app.bench.get(f"{FHIR}/DocumentReference", query_string=query, headers=app.paired.headers)

    assert answer.json["total"] > 0


def test_another_patient_is_refused(app: Documents, stranger: Documents) -> None:
    answer = app.search(**{"patient.identifier": stranger.paired.patient})

    assert answer.status_code == 403
    assert "entry" not in answer.json


def test_a_search_may_be_posted(app: Documents) -> None:
    form = {"patient.identifier": app.paired.patient, "status": "current,superseded"}

    answer = app.bench.post(f"{FHIR}/DocumentReference/_search", data=form, headers=app.paired.headers)

    assert answer.json["total"] == app.search().json["total"]


def test_each_parameter_finds_what_it_names(app: Documents) -> None:
    document = app.publish(
        app.simplified(
            description="Bilan annuel",
            context={
                "event": [{"coding": [{"system": "urn:oid:1.2.250.1.213.2.5", "code": "DEQP003"}]}],
                "period": {"start": "2031-05-01", "end": "2031-05-04"},
                "related": [{"identifier": {"system": "urn:x", "value": "study-1"}}],
            },
            date="2031-05-05T10:00:00+02:00",
            author=[{"identifier": {"system": "https://rpps.esante.gouv.fr", "value": "89912345678"}}],
        )
    ).json

    asked = {
        "type": f"{LOINC}|11488-4",
        "category": "10",
        "facility": "SNR",
        "setting": "SNR",
        "format": "urn:ihe:iti:xds-sd:pdf:2008",
        "event": "DEQP003",
        "identifier": identifier_of(document),
        "creation": "2031-05-05",
        "date": "2031-05-05",
        "period": "2031-05",
        "period-start": "2031-05-01",
        "period-end": "2031-05-04",
        "security-label": "N",
        "isArchived": "false",
        "related.identifier": "urn:x|study-1",
        "author.identifier": "https://rpps.esante.gouv.fr|89912345678",
        "description": "bilan",
        "_id": document["id"],
    }
    for name, value in asked.items():
        assert document["id"] in [one["id"] for one in app.found(**{name: value})], name
        if name == "isArchived":  # of which other documents of the record may have the other value
            assert document["id"] not in [one["id"] for one in app.found(isArchived="true")]
            continue
        wrong = "1900-01-01" if name in _DATES else "nothing-like-that"
        assert app.found(**{name: wrong}) == [], name


def test_what_replaces_is_found_with_what_it_replaced(app: Documents) -> None:
    first = app.publish(app.simplified()).json
    second = app.publish(app.simplified(relatesTo=replacing(first))).json

    answer = app.search(relatesto=f"DocumentReference/{first['id']}", _include="DocumentReference:relatesto")
    modes = {entry["resource"]["id"]: entry["search"]["mode"] for entry in answer.json["entry"]}
    assert modes == {second["id"]: "match", first["id"]: "include"}


def test_archived_documents_are_told_apart(app: Documents) -> None:
    archived = app.found(isArchived="true")

    assert all({"url": IS_ARCHIVED, "valueBoolean": True} in one["extension"] for one in archived)
    assert len(archived) + len(app.found(isArchived="false")) == len(app.found())


def test_labels_are_searched_by_system(app: Documents) -> None:
    document = app.publish(app.simplified(securityLabel=[label("R")])).json

    found = app.found(**{"security-label": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality|R"})

    assert [one["id"] for one in found] == [document["id"]]


def test_an_author_is_found_by_name(app: Documents) -> None:
    by_professional = next(one for one in app.found() if one["contained"][0]["resourceType"] == "Practitioner")
    family = by_professional["contained"][0]["name"][0]["family"]

    assert by_professional["id"] in [one["id"] for one in app.found(**{"author.family": family})]
    assert not app.found(**{"author.family": "Personne-Nulle-Part"})


def test_pages_go_on(app: Documents) -> None:
    first = app.search(_count="2").json
    after = next(link["url"] for link in first["link"] if link["relation"] == "next")

    second = app.bench.get(after, headers=app.paired.headers).json

    ids = [entry["resource"]["id"] for page in (first, second) for entry in page["entry"]]
    assert ids == [one["id"] for one in app.found()][: len(ids)]
    assert len(set(ids)) == len(ids)


def test_unknown_parameters_are_refused(app: Documents) -> None:
    assert app.search(nothing="1").status_code == 400


def test_lists_lead_to_documents(app: Documents) -> None:
    document = app.found()[0]

    answer = app.search("List", item=f"DocumentReference/{document['id']}", _include="List:item", code="submissionset")

    assert [entry["resource"]["resourceType"] for entry in answer.json["entry"]] == ["List", "DocumentReference"]
    assert app.search("List", **{"patient.identifier": ""}).status_code == 400


def test_two_people_share_no_document(app: Documents, stranger: Documents) -> None:
    mine, theirs = app.found(), stranger.found()

    assert not {one["id"] for one in mine} & {one["id"] for one in theirs}
    for one in mine:
        assert stranger.get(f"DocumentReference/{one['id']}").status_code == 404
        assert stranger.content(one).status_code == 404


def test_two_apps_read_the_same_documents_under_their_own_names(app: Documents, other: Documents) -> None:
    mine, theirs = app.search(), other.search()

    assert app.idpe != other.idpe
    assert [e["resource"]["id"] for e in mine.json["entry"]] == [e["resource"]["id"] for e in theirs.json["entry"]]
    assert other.idpe not in mine.text
    assert app.idpe not in theirs.text
