"""ITI-65: a Bundle of a submission set, documents and contents, of which all is kept or nothing."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest
from builders.documents import BASE, FHIR, SIMPLIFIED, TINY_PDF, URIS, b64, entry, label, without

from sandbox.fhir.validation.resource import validate

if TYPE_CHECKING:
    from builders.documents import Documents, Resource


def _counts(app: Documents) -> tuple[int, int]:
    return app.search().json["total"], app.search("List").json["total"]


def test_everything_is_created_in_order(app: Documents) -> None:
    before = _counts(app)

    answer = app.provide(app.bundle())

    assert answer.status_code == 200, answer.text
    locations = [one["response"]["location"].split("/")[0] for one in answer.json["entry"]]
    assert locations == ["List", "DocumentReference", "Binary"]
    assert {one["response"]["status"] for one in answer.json["entry"]} == {"201 Created"}
    assert _counts(app) == (before[0] + 1, before[1] + 1)


def test_the_bundle_of_our_builder_conforms(app: Documents) -> None:
    bundle = app.bundle()

    assert [issue for issue in validate(bundle, bundle["meta"]["profile"]) if issue.severity == "error"] == []


def test_it_may_be_posted_where_fhir_clients_post(app: Documents) -> None:
    headers = {**app.paired.headers, "Content-Type": "application/fhir+json"}

    assert app.bench.post(FHIR, json=app.bundle(), headers=headers).status_code == 200
    assert app.bench.post(BASE, json=app.bundle(), headers=headers).status_code == 200


def test_links_lead_to_what_was_made(app: Documents) -> None:
    answer = app.provide(app.bundle()).json
    submitted, document, binary = (one["response"]["location"].split("/")[1] for one in answer["entry"])

    read = app.get(f"DocumentReference/{document}").json
    assert read["content"][0]["attachment"]["url"].endswith(f"/Binary/{binary}")
    assert app.content(read).data == TINY_PDF
    assert app.get(f"List/{submitted}").json["entry"] == [{"item": {"reference": f"DocumentReference/{document}"}}]


def test_several_documents_come_together(app: Documents) -> None:
    first, second = app.bundle(), app.bundle(TINY_PDF + b"\n")
    first["entry"] += second["entry"][1:]
    first["entry"][0]["resource"]["entry"].append({"item": {"reference": second["entry"][1]["fullUrl"]}})

    answer = app.provide(first)

    assert answer.status_code == 200, answer.text
    assert len(answer.json["entry"]) == 5


def test_a_folder_may_come_along(app: Documents) -> None:
    bundle = app.bundle()
    folder = app.submission_set(bundle["entry"][1]["fullUrl"])
    folder["meta"]["profile"] = [folder["meta"]["profile"][0].replace("submissionset", "folder")]
    folder["code"]["coding"][0]["code"] = "folder"
    folder["title"] = "Suivi"
    bundle["entry"].append(entry(f"urn:uuid:{uuid4()}", folder))

    answer = app.provide(bundle)

    assert answer.status_code == 200, answer.text
    assert [one["title"] for one in app.found("List", code="folder")] == ["Suivi"]


@pytest.mark.parametrize(
    "path",
    ["masterIdentifier", "type", "category", "subject", "date", "author", "custodian", "securityLabel", "contained",
     "content.0.attachment.contentType", "content.0.attachment.language", "content.0.attachment.url",
     "content.0.attachment.size", "content.0.attachment.hash", "content.0.attachment.title",
     "content.0.attachment.creation", "content.0.format", "context", "context.period", "context.facilityType",
     "context.practiceSetting", "context.sourcePatientInfo", "meta.profile"],
)  # fmt: skip
def test_mandatory_elements_are_demanded(app: Documents, path: str) -> None:
    bundle = app.bundle()
    bundle["entry"][1]["resource"] = without(bundle["entry"][1]["resource"], path)

    answer = app.provide(bundle)

    assert answer.status_code == 422, answer.text
    assert any("Bundle.entry[1]" in (issue.get("expression") or [""])[0] for issue in answer.json["issue"])


@pytest.mark.parametrize("path", ["extension", "identifier", "date", "source", "subject", "code"])
def test_mandatory_elements_of_the_set_are_demanded(app: Documents, path: str) -> None:
    bundle = app.bundle()
    bundle["entry"][0]["resource"] = without(bundle["entry"][0]["resource"], path)

    assert app.provide(bundle).status_code == 422


def _no_profile(_app: Documents, bundle: Resource) -> None:
    del bundle["meta"]


def _no_set(_app: Documents, bundle: Resource) -> None:
    del bundle["entry"][0]


def _two_sets(_app: Documents, bundle: Resource) -> None:
    bundle["entry"].append({**bundle["entry"][0], "fullUrl": f"urn:uuid:{uuid4()}"})


def _no_document(_app: Documents, bundle: Resource) -> None:
    del bundle["entry"][1:]


def _not_in_the_set(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][0]["resource"]["entry"][0]["item"]["reference"] = f"urn:uuid:{uuid4()}"


def _no_binary(_app: Documents, bundle: Resource) -> None:
    del bundle["entry"][2]


def _orphan_binary(_app: Documents, bundle: Resource) -> None:
    bundle["entry"].append(
        entry(
            f"urn:uuid:{uuid4()}", {"resourceType": "Binary", "contentType": "application/pdf", "data": b64(TINY_PDF)}
        )
    )


def _url_elsewhere(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][1]["resource"]["content"][0]["attachment"]["url"] = "https://elsewhere.example/a.pdf"


def _url_of_another(app: Documents, bundle: Resource) -> None:
    url = app.found()[0]["content"][0]["attachment"]["url"]
    bundle["entry"][1]["resource"]["content"][0]["attachment"]["url"] = url


def _wrong_size(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][1]["resource"]["content"][0]["attachment"]["size"] = 3


def _wrong_hash(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][1]["resource"]["content"][0]["attachment"]["hash"] = "AAAA"


def _wrong_type(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][1]["resource"]["content"][0]["attachment"]["contentType"] = "text/xml"


def _no_pdf(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][2]["resource"]["data"] = b64(b"hello")


def _simplified(app: Documents, bundle: Resource) -> None:
    bundle["entry"][1]["resource"] = app.simplified()
    assert SIMPLIFIED in bundle["entry"][1]["resource"]["meta"]["profile"]


def _hidden(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][1]["resource"]["securityLabel"].append(label("INVISIBLE_PATIENT"))


def _hidden_set(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][0]["resource"]["meta"]["security"] = label("INVISIBLE_PATIENT")["coding"]


def _foreign_source(_app: Documents, bundle: Resource) -> None:
    bundle["entry"][1]["resource"]["meta"]["source"] = "urn:oid:2.999.9"


def _patient_too(_app: Documents, bundle: Resource) -> None:
    bundle["entry"].append(entry(f"urn:uuid:{uuid4()}", {"resourceType": "Patient"}))


@pytest.mark.parametrize(
    "spoil",
    [_no_profile, _no_set, _two_sets, _no_document, _not_in_the_set, _no_binary, _orphan_binary, _url_elsewhere,
     _url_of_another, _wrong_size, _wrong_hash, _wrong_type, _no_pdf, _simplified, _hidden, _hidden_set,
     _foreign_source, _patient_too],
)  # fmt: skip
def test_a_submission_that_does_not_fit_together_changes_nothing(app: Documents, spoil: object) -> None:
    before = _counts(app)
    bundle = app.bundle()
    spoil(app, bundle)  # type: ignore[operator]

    answer = app.provide(bundle)

    assert answer.status_code == 422, answer.text
    assert answer.json["resourceType"] == "OperationOutcome"
    assert _counts(app) == before


@pytest.mark.parametrize(
    ("number", "element", "value"),
    [
        (0, "entry[1].item", {"reference": "DocumentReference/THEIRS"}),
        (0, "entry[1].item", {"reference": "BINARY"}),
        (0, "entry[1].item", {"identifier": {"system": URIS, "value": "urn:oid:2.999.1"}}),
        (0, "extension[1].valueIdentifier.value", "urn:oid:2.999.250"),
        (1, "masterIdentifier.value", "urn:oid:1.02.3"),
        (1, "masterIdentifier.value", "urn:uuid:1234"),
        (1, "masterIdentifier.system", "https://app.example"),
    ],
)
def test_a_name_that_leads_nowhere_is_refused_where_it_stands(
    app: Documents, stranger: Documents, number: int, element: str, value: object
) -> None:
    theirs = stranger.publish(stranger.simplified()).json["id"]
    before = _counts(app)
    bundle = app.bundle()
    bundle["entry"][0]["resource"]["entry"].append({})
    *way, last = [int(one) if one.isdigit() else one for one in re.findall(r"\w+", element)]
    node = bundle["entry"][number]["resource"]
    for step in way:
        node = node[step]
    node[last] = value
    if bundle["entry"][0]["resource"]["entry"][1] == {}:
        del bundle["entry"][0]["resource"]["entry"][1]
    sent = json.dumps(bundle).replace("THEIRS", theirs).replace("BINARY", bundle["entry"][2]["fullUrl"])

    answer = app.provide(sent.encode())

    assert answer.status_code == 422, answer.text
    places = {place for issue in answer.json["issue"] for place in issue.get("expression", ())}
    assert f"Bundle.entry[{number}].resource.{element}" in places
    assert _counts(app) == before


def test_a_set_may_hold_what_the_record_has_already(app: Documents) -> None:
    held = app.found()[0]
    bundle = app.bundle()
    members = bundle["entry"][0]["resource"]["entry"]
    members.append({"item": {"reference": f"DocumentReference/{held['id']}"}})
    members.append({"item": {"identifier": held["masterIdentifier"]}})

    answer = app.provide(bundle)

    assert answer.status_code == 200, answer.text


@pytest.mark.parametrize("kind", ["oid", "uuid"])
def test_a_unique_id_is_an_oid_or_a_uuid(app: Documents, kind: str) -> None:
    value = f"urn:uuid:{uuid4()}" if kind == "uuid" else f"urn:oid:2.25.{uuid4().int}"

    answer = app.provide(app.bundle(masterIdentifier={"system": URIS, "value": value}))

    assert answer.status_code == 200, answer.text


def test_another_patient_in_one_entry_refuses_all(app: Documents, stranger: Documents) -> None:
    before = _counts(app)
    bundle = app.bundle()
    bundle["entry"][0]["resource"]["subject"] = stranger.subject

    assert app.provide(bundle).status_code == 403
    assert _counts(app) == before


def test_half_a_body_is_refused(app: Documents) -> None:
    body = json.dumps(app.bundle()).encode()

    assert app.provide(body[: len(body) // 2]).status_code == 400
    assert app.provide(b"").status_code == 400
    assert app.provide({"resourceType": "Patient"}).status_code == 400
    assert app.provide(app.bundle(), **{"Content-Type": "text/plain"}).status_code == 415


def test_the_same_submission_twice_is_a_duplicate(app: Documents) -> None:
    bundle = app.bundle()

    assert app.provide(bundle).status_code == 200
    before = _counts(app)
    again = app.provide(bundle)
    assert again.status_code == 409
    assert again.json["issue"][0]["code"] == "duplicate"
    assert _counts(app) == before
