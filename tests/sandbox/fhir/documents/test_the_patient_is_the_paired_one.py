"""Patient (DMP, TD02): the person of the pairing by the app's own name for them, and nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.documents import FHIR

from sandbox.fhir.resources.patient import FR_CORE_PATIENT_INS
from sandbox.fhir.validation.resource import validate

if TYPE_CHECKING:
    from builders.documents import Documents, Resource
    from werkzeug.test import TestResponse


def _search(app: Documents, **query: str) -> TestResponse:
    return app.bench.get(f"{FHIR}/Patient", query_string=query, headers=app.paired.headers)


def _patient(app: Documents) -> Resource:
    found: Resource = app.get(f"Patient/{app.idpe}").json
    return found


def test_the_person_is_found_by_idpe_and_by_ins(app: Documents) -> None:
    ins = app.paired.persona.ins

    for identifier in (app.paired.patient, f"{ins.system}|{ins.matricule}"):
        answer = _search(app, identifier=identifier)
        assert answer.json["total"] == 1
        (found,) = answer.json["entry"]
        assert found["resource"] == _patient(app)
        assert found["fullUrl"].endswith(f"/Patient/{app.idpe}")


def test_the_person_is_who_they_are(app: Documents) -> None:
    persona, patient = app.paired.persona, _patient(app)

    assert patient["id"] == app.idpe
    assert patient["active"] is True
    assert patient["birthDate"] == persona.birthdate
    assert patient["name"][0]["family"] == persona.family_name
    assert patient["meta"]["profile"] == [FR_CORE_PATIENT_INS]
    assert [issue for issue in validate(patient, [FR_CORE_PATIENT_INS]) if issue.severity != "information"] == []


def test_everybody_of_a_space_conforms(app: Documents, stranger: Documents) -> None:
    issues = [issue for one in (app, stranger) for issue in validate(_patient(one), [FR_CORE_PATIENT_INS])]

    assert [issue for issue in issues if issue.severity != "information"] == []


def test_each_app_reads_its_own_names(app: Documents, other: Documents) -> None:
    mine, theirs = app.get(f"Patient/{app.idpe}"), other.get(f"Patient/{other.idpe}")

    assert other.idpe not in mine.text
    assert app.idpe not in theirs.text
    assert app.paired.persona.id not in mine.text
    assert app.get(f"Patient/{other.idpe}").status_code == 404


@pytest.mark.parametrize("named", ["stranger", "persona", "other"])
def test_nobody_else_is_read(app: Documents, other: Documents, stranger: Documents, named: str) -> None:
    ids = {"stranger": stranger.idpe, "persona": app.paired.persona.id, "other": other.idpe}

    answer = app.get(f"Patient/{ids[named]}")

    assert answer.status_code == 404
    assert answer.json["resourceType"] == "OperationOutcome"


def test_nobody_else_is_searched(app: Documents, stranger: Documents) -> None:
    ins = stranger.paired.persona.ins

    for query in ({"identifier": stranger.paired.patient}, {"identifier": f"{ins.system}|{ins.matricule}"},
                  {"_id": stranger.idpe}):  # fmt: skip
        assert _search(app, **query).status_code == 403
    assert _search(app, family="Personne").json["total"] == 0
    assert _search(app, _id=app.idpe).json["total"] == 1


def test_nobody_writes_a_patient(app: Documents) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = app.bench.call(method, f"{FHIR}/Patient/{app.idpe}", headers=app.paired.headers, data=b"{}")
        assert answer.status_code == 405
