"""What the space itself writes into a record holds to the profiles that it demands of others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from builders.documents import FHIR, pair

from sandbox.fhir.validation.resource import validate
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.documents import Documents
    from builders.spaces import Bench

_KINDS = ("prescription", "report", "discharge_letter", "biology", "imaging_report", "vaccination")


def test_every_resource_of_a_record_conforms(bench: Bench) -> None:
    people = bench.space.part(People)
    wanted, chosen = set(_KINDS) | {"holder_document", "advance_directives"}, []
    for persona in (bench.persona() for _ in range(60)):
        kinds = {one.kind for one in people.record(persona).documents}
        if kinds & wanted:
            chosen.append(persona)
            wanted -= kinds
    assert not wanted, "no record has such a document"

    for persona in chosen:
        app = pair(bench, persona=persona)
        for resource in (*app.found(), *app.found("List")):
            issues = validate(resource, resource["meta"]["profile"])
            assert [issue for issue in issues if issue.severity != "information"] == []


def test_documents_carry_the_codes_of_their_kind(app: Documents) -> None:
    types = {one["type"]["coding"][0]["code"] for one in app.found()}

    assert types <= {"57833-6", "11488-4", "11490-0", "11502-2", "18748-4", "87273-9", "EXPPAT_3", "EXPPAT_2"}
    assert len(types) > 2


def test_every_document_was_submitted_once(app: Documents) -> None:
    listed = [one["entry"][0]["item"]["reference"] for one in app.found("List")]

    assert sorted(listed) == sorted(f"DocumentReference/{one['id']}" for one in app.found())


def test_the_capability_statement_tells_what_is_served(bench: Bench) -> None:
    statement = bench.get(f"{FHIR}/metadata").json
    (rest,) = statement["rest"]
    served = {one["type"]: {each["code"] for each in one["interaction"]} for one in rest["resource"]}

    assert served == {
        "DocumentReference": {"read", "vread", "search-type", "create", "patch"},
        "List": {"read", "search-type"},
        "Binary": {"read"},
        "Patient": {"read", "search-type"},
    }
    assert rest["interaction"] == [{"code": "transaction"}]
    assert [issue for issue in validate(statement) if issue.severity == "error"] == []


def test_every_parameter_that_is_told_is_known(bench: Bench, app: Documents) -> None:
    values = {"date": "2026", "token": "true", "reference": "x", "string": "x", "uri": "x"}
    (rest,) = bench.get(f"{FHIR}/metadata").json["rest"]
    for resource in rest["resource"]:
        for parameter in resource.get("searchParam", ()):
            name = parameter["name"]
            if name.split(".")[0] not in {"patient", "subject", "identifier", "_id"}:
                patient = "identifier" if resource["type"] == "Patient" else "patient.identifier"
                status = {"status": "current"} if resource["type"] == "DocumentReference" else {}
                query = {patient: app.paired.patient, **status, name: values[parameter["type"]]}
                answer = bench.get(f"{FHIR}/{resource['type']}", query_string=query, headers=app.paired.headers)
                assert answer.status_code == 200, name
