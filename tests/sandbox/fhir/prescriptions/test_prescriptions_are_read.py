from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest
from builders.prescriptions import ROOT, Patient, patient_with, resources
from builders.records import reader
from builders.spaces import Bench
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.fhir.validation.resource import validate
from sandbox.people.people import People

if TYPE_CHECKING:
    from werkzeug.test import TestResponse


@pytest.fixture
def patient(bench: Bench) -> Patient:
    return patient_with(bench, lines=2)


def included(answer: TestResponse) -> list[dict[str, Any]]:
    return [one["resource"] for one in answer.json["entry"] if one["search"]["mode"] == "include"]


def test_every_line_of_the_record_is_there_the_latest_first(patient: Patient) -> None:
    found = patient.lines()

    drugs = [line.drug for one in patient.prescriptions for line in one.lines]
    moments = [one["authoredOn"] for one in found]
    assert sorted(one["medicationCodeableConcept"]["text"] for one in found) == sorted(drugs)
    assert moments == sorted(moments, reverse=True)
    assert {one["subject"]["identifier"]["value"] for one in found} == {patient.paired.claims["idpe"]}


def test_lines_of_one_prescription_share_its_number(patient: Patient) -> None:
    drawn = patient.prescriptions[-1].lines
    number = patient.lines()[0]["groupIdentifier"]

    found = patient.lines(("group-identifier", f"{number['system']}|{number['value']}"))

    found.sort(key=lambda one: one["id"])
    durations = [one["dispenseRequest"]["expectedSupplyDuration"]["value"] for one in found]
    assert [one["dosageInstruction"][0]["text"] for one in found] == [line.dose for line in drawn]
    assert durations == [line.days for line in drawn]


def test_what_was_dispensed_is_completed_and_leads_to_its_dispense(patient: Patient) -> None:
    query = (("status", "completed"), ("_revinclude", "MedicationDispense:prescription"))

    answer = patient.get("MedicationRequest", *query)

    completed = resources(answer)
    led = {one["authorizingPrescription"][0]["reference"] for one in included(answer)}
    assert answer.json["total"] == sum(len(one.lines) for one in patient.prescriptions if one.dispensed) > 0
    assert led == {f"MedicationRequest/{one['id']}" for one in completed}


def test_a_dispense_says_who_handed_over_what_and_when(patient: Patient) -> None:
    drawn = next(one for one in reversed(patient.prescriptions) if one.dispensed)
    pharmacist = patient.bench.space.part(People).directory.find(drawn.pharmacist)
    assert pharmacist
    assert drawn.dispensed

    found = resources(patient.get("MedicationDispense", ("performer.identifier", pharmacist.rpps)))

    assert found[0]["whenHandedOver"] == drawn.dispensed.isoformat(timespec="seconds")
    assert [one["actor"]["type"] for one in found[0]["performer"]] == ["Practitioner", "Organization"]
    assert resources(patient.get("MedicationDispense", ("performer.identifier", "89900000000"))) == []


@pytest.mark.parametrize(
    "parameter", ["requester.identifier", "requester:identifier", "requester:Practitioner.identifier"]
)
def test_prescriptions_are_found_by_prescriber(patient: Patient, parameter: str) -> None:
    prescriber = patient.bench.space.part(People).directory.find(patient.prescriptions[-1].prescriber)
    assert prescriber

    assert patient.lines((parameter, f"https://rpps.esante.gouv.fr|{prescriber.rpps}"))
    assert patient.lines((parameter, "89999999999")) == []


def test_the_prescriber_comes_along_and_can_be_read(patient: Patient) -> None:
    answer = patient.get("MedicationRequest", ("_include", "MedicationRequest:requester"))

    [prescriber] = included(answer)
    assert prescriber["resourceType"] == "Practitioner"
    assert patient.get(f"Practitioner/{prescriber['id']}").status_code == 200


def test_prescriptions_are_found_by_date(patient: Patient) -> None:
    assert patient.lines(("authoredon", "ge2100-01-01")) == []
    assert len(patient.lines(("authoredon", "ge1990-01-01"))) == len(patient.lines())


def test_one_line_is_read_with_its_version(patient: Patient) -> None:
    line = patient.lines()[0]

    answer = patient.get(f"MedicationRequest/{line['id']}")

    assert answer.json == line
    assert answer.headers["ETag"] == 'W/"1"'
    assert patient.get(f"MedicationRequest/{line['id']}/_history/1").json == line
    assert patient.get(f"MedicationRequest/{line['id']}/_history/2").status_code == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.parametrize("resource_type", ["MedicationRequest", "MedicationDispense", "Binary"])
def test_an_app_prescribes_and_dispenses_nothing(patient: Patient, method: str, resource_type: str) -> None:
    path = f"{ROOT}/{resource_type}" + ("" if method == "POST" else f"/{patient.lines()[0]['id']}")
    writer = reader(patient.bench, patient.persona, "documents.read", "documents.write")

    answer = patient.bench.call(method, path, headers=writer.headers, json={"resourceType": resource_type})

    assert answer.status_code in {404, 405}
    assert answer.json["resourceType"] == "OperationOutcome"


def test_another_persons_prescriptions_are_not_there(bench: Bench) -> None:
    one, other = patient_with(bench), patient_with(bench)
    theirs = other.lines()[0]
    number = theirs["groupIdentifier"]["value"]

    assert one.lines(("group-identifier", number)) == []
    assert one.get(f"MedicationRequest/{theirs['id']}").status_code == 404
    assert one.get(f"Binary/{number}.pdf").status_code == 404
    assert one.get("MedicationRequest", ("patient.identifier", other.paired.patient)).status_code == 403
    assert {line["id"] for line in one.lines()}.isdisjoint(line["id"] for line in other.lines())


def test_two_apps_read_one_prescription_under_their_own_names_for_the_patient(patient: Patient) -> None:
    second = Patient(patient.bench, patient.persona, reader(patient.bench, patient.persona))

    names = [one.lines()[0]["subject"]["identifier"] for one in (patient, second)]

    assert names[0] != names[1]
    assert [line["id"] for line in patient.lines()] == [line["id"] for line in second.lines()]


@pytest.mark.parametrize("scope", ["documents.write", "measures.read"])
def test_reading_needs_the_consent_to_read_documents(patient: Patient, scope: str) -> None:
    other = Patient(patient.bench, patient.persona, reader(patient.bench, patient.persona, scope))

    for path in ("MedicationRequest", "MedicationDispense", "Binary/1.pdf"):
        answer = other.get(path)
        assert answer.status_code == 403
        assert answer.json["issue"][0]["diagnostics"] == "Consent not given, access refused."


def test_a_consent_withdrawn_counts_at_once(patient: Patient) -> None:
    number = patient.lines()[0]["groupIdentifier"]["value"]

    patient.act("withdraw_consent", family="documents", direction="read")

    assert patient.get("MedicationRequest").status_code == 403
    assert patient.get(f"Binary/{number}.pdf").status_code == 403


def test_nobody_reads_without_tokens(bench: Bench) -> None:
    assert bench.get(f"{ROOT}/MedicationRequest").status_code == 401
    assert bench.get(f"{ROOT}/Binary/1.pdf").status_code == 401


def test_the_record_is_written_as_sound_fhir(patient: Patient) -> None:
    patient.prescribed()
    for resource_type in ("MedicationRequest", "MedicationDispense"):
        found = resources(patient.get(resource_type, ("_count", "100")))
        assert found
        for resource in found:
            assert [issue for issue in validate(resource, ()) if issue.severity == "error"] == []


def test_a_record_is_written_once_by_readers_at_once(patient: Patient) -> None:
    with ThreadPoolExecutor(4) as pool:
        counts = set(pool.map(lambda _: len(patient.lines()), range(8)))

    assert counts == {sum(len(one.lines) for one in patient.prescriptions)}


def test_the_capability_statement_tells_what_is_served(bench: Bench) -> None:
    published: Any = bench.get(f"{ROOT}/metadata").json

    served = {one["type"]: {two["code"] for two in one["interaction"]} for one in published["rest"][0]["resource"]}
    assert served == {
        "MedicationRequest": {"read", "vread", "search-type"},
        "MedicationDispense": {"read", "vread", "search-type"},
        "Binary": {"read"},
        "Practitioner": {"read", "search-type"},
        "Organization": {"read", "search-type"},
    }
    assert "/api/prescriptions/verify" in published["rest"][0]["documentation"]


NAMES = st.sampled_from(["status", "group-identifier", "authoredon", "requester", "requester.identifier", "_sort", "x"])
VALUES = st.one_of(st.text(max_size=20), st.sampled_from(["active", "ge2020", "|", "a|b|c", "-authoredon", "0"]))
SHARED = patient_with(Bench())


@settings(max_examples=60, deadline=None)
@given(query=st.lists(st.tuples(NAMES, VALUES), max_size=3), name=st.text(max_size=12))
def test_no_query_makes_the_space_fail(query: list[tuple[str, str]], name: str) -> None:
    assert SHARED.get("MedicationRequest", *query).status_code < 500
    assert SHARED.get(f"Binary/{quote(name, safe='')}").status_code < 500
