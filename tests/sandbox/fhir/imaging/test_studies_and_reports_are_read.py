from __future__ import annotations

import base64
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from builders.imaging import ROOT, WEB, Imaged, imaged
from builders.records import reader

from sandbox.desk import SpaceDesk
from sandbox.fhir.apis.imaging import IMAGING
from sandbox.fhir.documents.paper import document_id
from sandbox.fhir.validation.resource import validate
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.spaces import Bench


@pytest.fixture
def patient(bench: Bench) -> Imaged:
    return imaged(bench)


def announce(patient: Imaged, **parameters: str) -> Any:  # noqa: ANN401 - JSON
    told: Any = SpaceDesk().act(
        patient.bench.space, None, "announce_document", {"persona": patient.persona.id, **parameters}
    )
    return {name: told["done"][0][name] for name in ("documents", "reports")}


def test_every_study_of_the_record_is_there_with_its_images(patient: Imaged) -> None:
    found = patient.search("ImagingStudy")

    assert [one["started"] for one in found] == [one.facts.taken.isoformat() for one in reversed(patient.studies)]
    for written, study in zip(found, reversed(patient.studies), strict=True):
        assert written["numberOfInstances"] == study.facts.images == len(written["series"][0]["instance"])
        assert written["modality"][0]["code"] == study.facts.modality
        assert written["subject"]["identifier"]["value"] == patient.paired.claims["idpe"]


def test_names_are_the_same_for_the_same_seed_and_nobody_shares_one(bench: Bench) -> None:
    one, other = imaged(bench), imaged(bench)

    studies = (*one.studies, *other.studies)
    names = [name for study in studies for name in (study.uid, study.series_uid, study.frame_of_reference)]
    names += [image.uid for study in studies for image in study.instances]
    assert len(set(names)) == len(names)
    assert all(len(name) <= 64 and name.startswith("2.25.") for name in names)
    assert one.studies == one.studies


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("identifier", "urn:dicom:uid|urn:oid:{study.uid}"),
        ("identifier", "{study.accession}"),
        ("modality", "http://dicom.nema.org/resources/ontology/DCM|{study.facts.modality}"),
        ("bodysite", "{study.facts.body_part.code}"),
        ("started", "{study.facts.taken:%Y-%m-%d}"),
        ("series", "{study.series_uid}"),
        ("instance", "{study.instances[0].uid}"),
        ("dicom-class", "urn:ietf:rfc:3986|urn:oid:{study.kind.sop_class}"),
    ],
)
def test_a_study_is_found_by_what_it_is(patient: Imaged, name: str, value: str) -> None:
    study = patient.studies[0]

    assert study.uid in {one["id"] for one in patient.search("ImagingStudy", (name, value.format(study=study)))}
    assert patient.search("ImagingStudy", (name, "1990-01-01")) == []


def test_the_endpoint_comes_along_and_leads_to_the_images(patient: Imaged) -> None:
    answer = patient.get(f"{ROOT}/ImagingStudy", ("_include", "ImagingStudy:endpoint"))

    [endpoint] = [one["resource"] for one in answer.json["entry"] if one["search"]["mode"] == "include"]
    study = patient.studies[0]
    assert endpoint["connectionType"]["code"] == "dicom-wado-rs"
    assert patient.get(f"{endpoint['address']}/studies/{study.uid}/metadata").status_code == 200


def test_a_report_concludes_and_leads_to_its_study(patient: Imaged) -> None:
    study = patient.studies[0]
    documents = patient.bench.space.part(People).record(patient.persona).documents
    document = next(one for one in documents if one.id == study.facts.report)

    [report] = patient.search("DiagnosticReport", ("study", f"ImagingStudy/{study.uid}"))

    text = base64.b64decode(report["presentedForm"][0]["data"]).decode()
    assert all(section.text in text for section in document.sections)
    assert report["conclusion"] == document.sections[-1].text
    assert patient.get(f"{ROOT}/{report['imagingStudy'][0]['reference']}").status_code == 200


def test_what_is_written_is_sound_fhir(patient: Imaged) -> None:
    for resource_type in ("ImagingStudy", "DiagnosticReport", "Endpoint", "Practitioner"):
        found = patient.search(resource_type)
        assert found
        for resource in found:
            assert [issue for issue in validate(resource, ()) if issue.severity == "error"] == []


def test_a_report_that_waits_to_be_announced_is_not_there_until_it_is(
    patient: Imaged, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = patient.bench.space.part(People)
    drawn, study = people.record(patient.persona), patient.studies[0]
    waiting = replace(
        drawn,
        documents=tuple(
            replace(one, confidentiality="hidden_from_holder") if one.id == study.facts.report else one
            for one in drawn.documents
        ),
    )
    monkeypatch.setattr(people, "record", lambda _persona: waiting)
    query = ("study", study.uid)
    address = f"{ROOT}/DiagnosticReport/{study.uid}.r"

    assert patient.search("DiagnosticReport", query) == []
    assert patient.get(address).status_code == 404
    assert len(patient.search("ImagingStudy")) == len(patient.studies)

    document = document_id(study.facts.report)
    assert announce(patient, document=document_id("another")) == {"documents": [], "reports": []}
    assert announce(patient, document=document) == {"documents": [document], "reports": [f"{study.uid}.r"]}
    assert announce(patient) == {"documents": [], "reports": []}
    assert patient.get(f"/api/documents/fhir/DocumentReference/{document}").status_code == 200

    [report] = patient.search("DiagnosticReport", query)
    assert "security" not in report["meta"]
    assert patient.get(address).json == report
    assert patient.get(f"{address}/_history/1").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("resource_type", ["ImagingStudy", "DiagnosticReport", "Endpoint"])
def test_an_app_writes_nothing(patient: Imaged, method: str, resource_type: str) -> None:
    path = f"{ROOT}/{resource_type}" + ("" if method == "POST" else f"/{patient.studies[0].uid}")
    writer = reader(patient.bench, patient.persona, "documents.read", "documents.write")

    answer = patient.bench.call(method, path, headers=writer.headers, json={"resourceType": resource_type})

    assert answer.status_code == 405 if method != "POST" else answer.status_code in {404, 405}


def test_nobody_sees_what_is_anothers(bench: Bench) -> None:
    one, other = imaged(bench), imaged(bench)
    study = other.studies[0]

    assert one.get(f"{ROOT}/ImagingStudy/{study.uid}").status_code == 404
    assert one.get(f"{ROOT}/DiagnosticReport/{study.uid}.r").status_code == 404
    assert one.search("ImagingStudy", ("identifier", f"urn:oid:{study.uid}")) == []
    assert one.get(f"{WEB}/studies/{study.uid}").status_code == 404
    assert one.get(other.instance()).status_code == 404
    assert one.get(f"{other.instance()}/rendered").status_code == 404
    assert one.get(f"{WEB}/studies", ("StudyInstanceUID", study.uid)).status_code == 204


@pytest.mark.parametrize("scope", ["documents.write", "measures.read"])
def test_reading_needs_the_consent_to_read_documents(patient: Imaged, scope: str) -> None:
    other = Imaged(patient.bench, patient.persona, reader(patient.bench, patient.persona, scope))

    for path in (f"{ROOT}/ImagingStudy", f"{WEB}/studies", patient.instance(), f"{patient.instance()}/rendered"):
        assert other.get(path).status_code == 403
        assert patient.bench.get(path).status_code == 401


def test_the_capability_statement_tells_what_is_served(bench: Bench) -> None:
    published: Any = bench.get(f"{ROOT}/metadata").json

    rest = published["rest"][0]
    assert [one["type"] for one in rest["resource"]] == [kind.type for kind in IMAGING.kinds]
    assert all(
        {two["code"] for two in one["interaction"]} <= {"read", "vread", "search-type"} for one in rest["resource"]
    )
    assert WEB in rest["documentation"]
