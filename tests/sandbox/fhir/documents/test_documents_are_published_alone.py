"""ITI-105: a DocumentReference with its content inside becomes a comprehensive one, a Binary and a submission set."""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

import pytest
from builders.documents import COMPREHENSIVE, LOINC, TINY_PDF, b64, label, without

from sandbox.fhir.validation.resource import validate

if TYPE_CHECKING:
    from builders.documents import Documents, Resource

_DEEP = b"<a>" * 200 + b"</a>" * 200
CDA = (
    b'<?xml version="1.0" encoding="UTF-8"?><ClinicalDocument xmlns="urn:hl7-org:v3"><recordTarget><patientRole>'
    b'<id root="%s" extension="%s"/></patientRole></recordTarget></ClinicalDocument>'
)


def test_it_answers_201_with_what_was_made(app: Documents) -> None:
    answer = app.publish(app.simplified())

    assert answer.status_code == 201
    made = answer.json
    assert answer.headers["Location"].endswith(f"/DocumentReference/{made['id']}/_history/1")
    attachment = made["content"][0]["attachment"]
    assert "data" not in attachment
    assert attachment["size"] == len(TINY_PDF)
    assert base64.b64decode(attachment["hash"]) == hashlib.sha1(TINY_PDF, usedforsecurity=False).digest()
    assert app.content(made).data == TINY_PDF


def test_what_is_made_is_comprehensive(app: Documents) -> None:
    made = app.publish(app.simplified()).json

    assert made["meta"]["profile"] == [COMPREHENSIVE]
    assert [issue for issue in validate(made, [COMPREHENSIVE]) if issue.severity == "error"] == []
    assert app.get(f"DocumentReference/{made['id']}").json == made


def test_what_was_said_stays(app: Documents) -> None:
    sent = app.simplified(securityLabel=[label("R"), label("MASQUE_PS")], description="Bilan")

    made = app.publish(sent).json

    assert made["securityLabel"] == sent["securityLabel"]
    assert made["description"] == "Bilan"
    assert made["type"] == sent["type"]


def test_a_submission_set_is_derived(app: Documents) -> None:
    made = app.publish(app.simplified()).json

    (submitted,) = app.found("List", item=f"DocumentReference/{made['id']}")
    profile = submitted["meta"]["profile"]
    assert [issue for issue in validate(submitted, profile) if issue.severity == "error"] == []
    assert submitted["contained"][0]["resourceType"] == "Device"


def test_the_source_is_the_solution(app: Documents) -> None:
    own = app.paired.client.solution_oid

    made = app.publish(app.simplified()).json
    foreign = app.simplified()
    foreign["meta"]["source"] = "urn:oid:2.999.250.1.77"

    assert made["meta"]["source"] == f"urn:oid:{own}"
    assert app.publish(foreign).status_code == 422


@pytest.mark.parametrize("path", ["masterIdentifier", "subject", "date", "author", "custodian", "content",
                                  "content.0.attachment.contentType", "content.0.attachment.data",
                                  "content.0.attachment.title", "status", "meta.profile"])  # fmt: skip
def test_mandatory_elements_are_demanded(app: Documents, path: str) -> None:
    before = app.search().json["total"]

    answer = app.publish(without(app.simplified(), path))

    assert answer.status_code == 422, answer.text
    assert answer.json["issue"][0]["severity"] == "error"
    assert app.search().json["total"] == before


@pytest.mark.parametrize(
    ("told", "value"), [("size", 1), ("hash", "AAAAAAAAAAAAAAAAAAAAAAAAAAA="), ("url", "Binary/1")]
)
def test_what_is_told_of_the_content_must_be_so(app: Documents, told: str, value: object) -> None:
    document = app.simplified()
    document["content"][0]["attachment"][told] = value

    answer = app.publish(document)

    assert answer.status_code == 422
    assert told in answer.text


def test_right_size_and_hash_are_taken(app: Documents) -> None:
    document = app.simplified()
    digest = hashlib.sha1(TINY_PDF, usedforsecurity=False).digest()
    document["content"][0]["attachment"] |= {"size": len(TINY_PDF), "hash": b64(digest)}

    assert app.publish(document).status_code == 201


def _with(app: Documents, media_type: str, data: bytes) -> Resource:
    document = app.simplified(data)
    document["content"][0]["attachment"]["contentType"] = media_type
    return document


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("application/pdf", b"hello"),
        ("application/pdf", TINY_PDF[:-20]),
        ("text/xml", b"hello"),
        ("text/xml", b"<a/>"),
        ("text/xml", b"<ClinicalDocument/>"),
        ("text/xml", CDA[:90]),
        ("application/xml", b'<!DOCTYPE a><ClinicalDocument xmlns="urn:hl7-org:v3"/>'),
        ("text/xml", b'<!DOCTYPE a [<!ENTITY b "c">]><ClinicalDocument xmlns="urn:hl7-org:v3">&b;</ClinicalDocument>'),
        ("text/xml", b'<?xml version="1.0" encoding="klingon"?><ClinicalDocument xmlns="urn:hl7-org:v3"/>'),
        ("text/xml", b'<ClinicalDocument xmlns="urn:hl7-org:v3">' + _DEEP + b"</ClinicalDocument>"),
        ("image/jpeg", TINY_PDF),
        ("image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 50),
        ("text/plain", b"\xff\xfe\x00"),
        ("text/plain", b"a\0b"),
        ("text/html", b"<p>hello</p>"),
        ("application/zip", b"PK"),
    ],
)  # fmt: skip
def test_a_content_is_what_it_says_to_be(app: Documents, media_type: str, data: bytes) -> None:
    before = app.search().json["total"]

    answer = app.publish(_with(app, media_type, data))

    assert answer.status_code == 422, answer.text
    assert answer.json["resourceType"] == "OperationOutcome"
    assert app.search().json["total"] == before


@pytest.mark.parametrize(
    ("media_type", "data", "says"),
    [
        (
            "application/pdf",
            TINY_PDF + b"\n<script>",
            f"8 bytes follow the last %%EOF, from byte {len(TINY_PDF) + 1} ",
        ),
        ("text/xml", CDA.replace(b"?>", b"?><?xml-stylesheet a?>", 1), "xml-stylesheet in the prolog: leave it out"),
        (
            "text/xml",
            CDA.replace(b"<recordTarget>", b"<?xml-stylesheet a?><recordTarget>"),
            "in ClinicalDocument: leave it out",
        ),
    ],
)
def test_what_hides_in_a_content_is_told_with_its_place(
    app: Documents, media_type: str, data: bytes, says: str
) -> None:
    issue = app.publish(_with(app, media_type, data)).json["issue"][0]

    assert says in issue["diagnostics"]
    assert issue["expression"] == ["DocumentReference.content[0].attachment.data"]


def test_white_space_may_follow_the_end_of_a_pdf(app: Documents) -> None:
    assert app.publish(app.simplified(TINY_PDF + b" \0\t\f\r\n" * 300)).status_code == 201


@pytest.mark.parametrize(
    ("media_type", "data"),
    [
        ("image/jpeg", b"\xff\xd8\xff\xe0" + b"0" * 30 + b"\xff\xd9"),
        ("image/png", b"\x89PNG\r\n\x1a\n" + b"0" * 30 + b"\0\0\0\0IEND\xaeB`\x82"),
        ("text/plain", "Température normale".encode()),
    ],
)
def test_other_contents_are_taken(app: Documents, media_type: str, data: bytes) -> None:
    made = app.publish(_with(app, media_type, data))

    assert made.status_code == 201, made.text
    assert app.content(made.json).data == data
    assert app.content(made.json).mimetype == media_type


def test_a_cda_document_of_the_person_is_taken(app: Documents) -> None:
    ins = app.paired.persona.ins
    data = CDA % (ins.oid.encode(), ins.matricule.encode())

    made = app.publish(_with(app, "text/xml", data))

    assert made.status_code == 201, made.text
    assert app.content(made.json).data == data


def test_a_cda_document_of_somebody_else_is_refused(app: Documents, stranger: Documents) -> None:
    ins = stranger.paired.persona.ins
    before = app.search().json["total"]

    answer = app.publish(_with(app, "text/xml", CDA % (ins.oid.encode(), ins.matricule.encode())))

    assert answer.status_code == 403
    assert app.search().json["total"] == before
    assert app.search("List").json["total"] == before


def test_base64_must_be_base64(app: Documents) -> None:
    document = app.simplified()
    document["content"][0]["attachment"]["data"] = "%%%"

    assert app.publish(document).status_code == 422


def test_too_large_a_document_is_refused(app: Documents) -> None:
    answer = app.publish(app.simplified(b"%PDF-1.4" + b"0" * 4_000_000 + b"startxref\n0\n%%EOF"))

    assert answer.status_code == 413
    assert answer.json["resourceType"] == "OperationOutcome"


@pytest.mark.parametrize("named", ["subject", "sourcePatientInfo", "author", "contained", "conditional"])
def test_another_patient_is_refused_wherever_named(app: Documents, stranger: Documents, named: str) -> None:
    document = app.simplified()
    others: Resource = {"reference": f"Patient/{stranger.idpe}"}
    if named == "subject":
        document["subject"] = others
    elif named == "sourcePatientInfo":
        document["context"] = {"sourcePatientInfo": others}
    elif named == "author":
        document["author"] = [others]
    elif named == "conditional":
        ins = stranger.paired.persona.ins
        document["subject"] = {"reference": f"Patient?identifier={ins.system}|{ins.matricule}"}
    else:
        document["subject"] = {"reference": "#p"}
        patient = {"resourceType": "Patient", "id": "p", "identifier": [stranger.subject["identifier"]]}
        ins = stranger.paired.persona.ins
        patient["identifier"].append({"system": ins.system, "value": ins.matricule})
        document["contained"] = [patient]

    answer = app.publish(document)

    assert answer.status_code == 403, answer.text
    assert stranger.search().json["total"] == len(stranger.found())


@pytest.mark.parametrize("way", ["reference", "absolute", "ins", "conditional", "contained"])
def test_the_patient_may_be_named_in_several_ways(app: Documents, other: Documents, way: str) -> None:
    ins = app.paired.persona.ins
    ways: dict[str, Resource] = {
        "reference": {"reference": f"Patient/{app.idpe}"},
        "absolute": {"reference": f"https://localhost:8443/s/s1/api/documents/fhir/Patient/{app.idpe}"},
        "ins": {"identifier": {"system": ins.system, "value": ins.matricule}},
        "conditional": {"reference": f"Patient?identifier={ins.system}|{ins.matricule}"},
        "contained": {"reference": "#p"},
    }
    document = app.simplified(subject=ways[way])
    if way == "contained":
        document["contained"] = [
            {"resourceType": "Patient", "id": "p", "identifier": [{"system": ins.system, "value": ins.matricule}]}
        ]

    made = app.publish(document)

    assert made.status_code == 201, made.text
    assert app.idpe not in other.get(f"DocumentReference/{made.json['id']}").text


_VACCINES = {"coding": [{"system": LOINC, "code": "11369-6"}]}


def test_the_holder_may_be_the_author(app: Documents, other: Documents) -> None:
    made = app.publish(app.simplified(author=[{"reference": f"Patient/{app.idpe}"}], type=_VACCINES))

    assert made.status_code == 201, made.text
    assert made.json["contained"][0]["identifier"] == [app.subject["identifier"]]
    assert other.get(f"DocumentReference/{made.json['id']}").json["contained"][0]["identifier"] == [
        other.subject["identifier"]
    ]


def test_an_author_must_be_told(app: Documents) -> None:
    assert app.publish(app.simplified(author=[{"display": "Docteur Inconnu"}])).status_code == 422


def test_a_unique_id_is_registered_once(app: Documents, other: Documents, stranger: Documents) -> None:
    document = app.simplified()

    assert app.publish(document).status_code == 201
    again = app.publish(document)
    assert again.status_code == 409
    assert again.json["issue"][0]["code"] == "duplicate"
    assert other.publish({**document, "subject": other.subject}).status_code == 409
    assert stranger.publish({**document, "subject": stranger.subject}).status_code == 201


def test_publishing_twice_on_condition_makes_one(app: Documents) -> None:
    document = app.simplified()
    unique = document["masterIdentifier"]
    condition = {"If-None-Exist": f"identifier={unique['system']}|{unique['value']}"}

    assert app.publish(document, **condition).status_code == 201
    assert app.publish(document, **condition).status_code == 200
    assert len(app.found(identifier=condition["If-None-Exist"].removeprefix("identifier="))) == 1


def test_no_app_hides_a_document_from_its_holder(app: Documents) -> None:
    answer = app.publish(app.simplified(securityLabel=[label("N"), label("INVISIBLE_PATIENT")]))

    assert answer.status_code == 422
    assert answer.json["issue"][0]["code"] == "business-rule"


def test_a_comprehensive_document_does_not_come_alone(app: Documents) -> None:
    url = app.found()[0]["content"][0]["attachment"]["url"]

    assert app.publish(app.comprehensive(TINY_PDF, url)).status_code == 422


def test_a_contained_patient_must_say_who_it_is(app: Documents) -> None:
    patient = {"resourceType": "Patient", "id": "p", "name": [{"family": "Quelqu'un"}]}

    answer = app.publish(app.simplified(subject={"reference": "#p"}, contained=[patient]))

    assert answer.status_code == 422
    assert "must name the patient" in answer.text
