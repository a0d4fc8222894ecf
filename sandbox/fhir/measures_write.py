"""Writing a measure: IHE POU transaction PCH-01 (API Mesures 1.5.2, 2.2)."""

import json
import uuid

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.fhir.access import Access, RefusedError, open_access
from sandbox.fhir.measure_store import DeviceWrite, MeasureStore
from sandbox.fhir.operation_outcome import fhir_answer, operation_outcome, outcome_answer
from sandbox.fhir.validation import Issue, device_identifier, outcome, validate_measure_write
from sandbox.journal.exchange import Exchange
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.spaces import Space

SCOPE = "measures.write"
_MEDIA_TYPES = ("application/fhir+json", "application/json")


def write_measure(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Take a transaction Bundle of one Observation and at most one Device."""
    try:
        access = open_access(space, exchange, request, SCOPE)
        bundle = _read_bundle()
        _require_valid(exchange, bundle, access)
    except RefusedError as refused:
        return refused.answer
    return fhir_answer(200, _keep(space, access, bundle))


def _read_bundle() -> JsonObject:
    if not request.data:
        raise RefusedError(outcome_answer(400, "required", "No bundle provided."))
    if request.mimetype not in _MEDIA_TYPES:
        raise RefusedError(outcome_answer(415, "not-supported", f"The body must be {_MEDIA_TYPES[0]}"))
    try:
        bundle = json.loads(request.data, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise RefusedError(outcome_answer(400, "structure", "The body is not JSON")) from error
    if not isinstance(bundle, dict) or bundle.get("resourceType") != "Bundle":
        raise RefusedError(outcome_answer(400, "required", "No bundle provided."))
    return bundle


def _refuse_constant(name: str) -> JsonValue:
    raise ValueError(f"JSON has no {name}")


def _require_valid(exchange: Exchange, bundle: JsonObject, access: Access) -> None:
    issues = validate_measure_write(
        bundle, assign_auth=access.client.assign_auth, idpe=access.idpe, solution_oid=access.client.solution_oid
    )
    other_patient = [issue for issue in issues if issue.code == "forbidden"]
    exchange.note(patient_equal=not other_patient, issues=[_fact(issue) for issue in issues])
    if other_patient:
        raise RefusedError(outcome_answer(403, "forbidden", other_patient[0].diagnostics))
    if outcome(issues) == "invalid":
        raise RefusedError(fhir_answer(422, operation_outcome(issues)))


def _fact(issue: Issue) -> JsonObject:
    return {
        "severity": issue.severity,
        "code": issue.code,
        "diagnostics": issue.diagnostics,
        "expression": issue.expression,
    }


def _keep(space: Space, access: Access, bundle: JsonObject) -> JsonObject:
    entries = {text_at(object_at(entry, "resource"), "resourceType"): entry for entry in list_at(bundle, "entry")}
    store = space.part(MeasureStore)
    observation = _ready(space, object_at(entries["Observation"], "resource"), access)
    device = _device(space, store, entries.get("Device"))
    device_id, created = store.write(access.persona, observation, device)
    responses: dict[str | None, JsonValue] = {
        "Observation": _created("Observation", text_at(observation, "id"), "201 Created"),
        "Device": _created("Device", device_id, "201 Created" if created else "200 Success"),
    }
    return {
        "resourceType": "Bundle",
        "id": str(uuid.uuid4()),
        "type": "transaction-response",
        "entry": [responses[kind] for kind in entries],
    }


def _ready(space: Space, observation: JsonObject, access: Access) -> JsonObject:
    meta = object_at(observation, "meta")
    source = text_at(meta, "source") or access.client.solution_oid
    return {
        **observation,
        "id": str(uuid.uuid4()),
        "meta": {**_versioned(space, meta), "source": f"urn:oid:{source.removeprefix('urn:oid:')}"},
    }


def _device(space: Space, store: MeasureStore, entry: JsonValue) -> DeviceWrite | None:
    condition = device_identifier(text_at(object_at(entry, "request"), "ifNoneExist") or "")
    if condition is None:
        return None
    sent = object_at(entry, "resource")
    sent_id = text_at(sent, "id") or ""
    taken = store.has_device_id(sent_id)
    meta = _versioned(space, object_at(sent, "meta"))
    resource: JsonObject = {**sent, "id": str(uuid.uuid4()) if taken else sent_id, "meta": meta}
    return DeviceWrite(*condition, resource)


def _versioned(space: Space, meta: JsonObject) -> JsonObject:
    now = space.part(Clock).today().isoformat(timespec="milliseconds")
    return {**meta, "versionId": "1", "lastUpdated": now}


def _created(kind: str, resource_id: str | None, status: str) -> JsonValue:
    return {"response": {"status": status, "location": f"{kind}/{resource_id}"}}
