"""Writing a measure: IHE POU transaction PCH-01 (API Mesures 1.5.2, 2.2)."""

from collections.abc import Iterator

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import Call, note_issues, read_body
from sandbox.fhir.interactions.keep import keep
from sandbox.fhir.interactions.write import Write, entry_answer, new_id, patient_issues
from sandbox.fhir.issue import Issue
from sandbox.fhir.operation_outcome import fhir_answer, operation_outcome, outcome_answer
from sandbox.fhir.resource_kind import FhirApi
from sandbox.fhir.resources.observation import DEVICE, OBSERVATION
from sandbox.fhir.search.query import Criterion, Query, TokenValue
from sandbox.fhir.store import Kept, Writing
from sandbox.fhir.validation.measure_write import device_identifier, validate_measure_write
from sandbox.fhir.validation.outcome import outcome
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue


def write_measure(_api: FhirApi, call: Call) -> ResponseReturnValue:
    """Take a transaction Bundle of one Observation and at most one Device."""
    bundle = _read_bundle()
    issues = _require_valid(call, bundle)
    return fhir_answer(200, _keep(call, bundle, issues))


def _read_bundle() -> JsonObject:
    if not request.data:
        raise RefusedError(outcome_answer(400, "required", "No bundle provided."))
    bundle = read_body(request)
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise RefusedError(outcome_answer(400, "required", "No bundle provided."))
    return bundle


def _require_valid(call: Call, bundle: JsonObject) -> tuple[Issue, ...]:
    """Refuse a Bundle that does not conform; return what is said of it all the same."""
    client = call.access.client
    issues = (
        *_device_issues(call, bundle),
        *validate_measure_write(
            bundle, assign_auth=client.assign_auth, idpe=call.access.idpe, solution_oid=client.solution_oid
        ),
    )
    other_patient = [issue for issue in issues if issue.code == "forbidden"]
    call.exchange.note(patient_equal=not other_patient)
    note_issues(call.exchange, issues)
    if other_patient:
        raise RefusedError(fhir_answer(403, operation_outcome(other_patient)))
    if outcome(issues) == "invalid":
        raise RefusedError(fhir_answer(422, operation_outcome(issues)))
    return issues


def _device_issues(call: Call, bundle: JsonObject) -> Iterator[Issue]:
    """Give what is wrong with the patient that a Device may name; that of the Observation is API Mesures' own rule."""
    for entry in list_at(bundle, "entry"):
        device = object_at(entry, "resource")
        if text_at(device, "resourceType") == DEVICE.type:
            yield from patient_issues(call, DEVICE, device)


def _keep(call: Call, bundle: JsonObject, issues: tuple[Issue, ...]) -> JsonObject:
    entries = {text_at(object_at(entry, "resource"), "resourceType"): entry for entry in list_at(bundle, "entry")}
    responses: dict[str | None, JsonValue] = {}
    with call.store.transaction() as writing:
        observation = _sourced(call, object_at(entries["Observation"], "resource"))
        if "Device" in entries:
            device, status = _device(call, writing, entries["Device"])
            observation["device"] = {"reference": f"Device/{device.id}"}
            responses["Device"] = _response(call, device, status, issues)
        kept = keep(OBSERVATION, Write(call, OBSERVATION, observation, None, writing))
        responses["Observation"] = _response(call, kept, "201 Created", issues)
    return {
        "resourceType": "Bundle",
        "id": new_id(),
        "type": "transaction-response",
        "entry": [responses[kind] for kind in entries],
    }


def _sourced(call: Call, observation: JsonObject) -> JsonObject:
    meta = object_at(observation, "meta")
    source = text_at(meta, "source") or call.access.client.solution_oid
    return {
        **observation,
        "id": new_id(),
        "meta": {**meta, "source": f"urn:oid:{source.removeprefix('urn:oid:')}"},
    }


def _device(call: Call, writing: Writing, entry: JsonValue) -> tuple[Kept, str]:
    """Return the device of that identifier, and whether it was made now."""
    sent = object_at(entry, "resource")
    condition = device_identifier(text_at(object_at(entry, "request"), "ifNoneExist") or "")
    if condition is None:
        raise ValueError("a Bundle that was found valid names no device")
    oid, identifier = condition
    asked = Criterion("identifier", "token", (TokenValue(f"urn:oid:{oid}", identifier),))
    known = writing.search(Query(DEVICE, (asked,)), call.owner).matches
    if known:
        return known[0], "200 Success"
    sent_id = text_at(sent, "id") or ""
    resource = {**sent, "id": new_id() if not sent_id or writing.taken("Device", sent_id) else sent_id}
    return keep(DEVICE, Write(call, DEVICE, resource, None, writing)), "201 Created"


def _response(call: Call, kept: Kept, status: str, issues: tuple[Issue, ...]) -> JsonValue:
    said = [issue for issue in issues if issue.expression.partition(".")[0] == kept.type]
    return entry_answer(call, kept, {"status": status, "location": f"{kept.type}/{kept.id}"}, said)
