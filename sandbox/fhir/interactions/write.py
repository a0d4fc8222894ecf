"""What every write goes through: the right shape, profile and patient; then its effects, then the store."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import unquote

from flask import Response, request
from werkzeug.datastructures import ETags

from sandbox.fhir.access import OTHER_IDPE, RefusedError
from sandbox.fhir.interactions.call import Call, note_issues, refuse, resource_answer, with_version
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.naming import CONDITIONAL
from sandbox.fhir.operation_outcome import fhir_answer, operation_outcome, outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.search.parameter import elements_at
from sandbox.fhir.store import NOBODY, Kept, Writing
from sandbox.fhir.validation.modifiers import not_understood
from sandbox.fhir.validation.outcome import outcome
from sandbox.fhir.validation.resource import validate
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue


@dataclass(frozen=True)
class Write:
    """A write in progress, as the effects of a kind see it.

    Attributes:
        resource: what is to be kept, its id given, the patient still named as the app names them.
        previous: what is kept under that id now; None for a creation.
        writing: the transaction that it is part of; whatever an effect writes is kept or not together with it.
        bundled: whether it is an entry of a transaction Bundle.
    """

    call: Call
    kind: ResourceKind
    resource: JsonObject
    previous: Kept | None
    writing: Writing
    bundled: bool = False


def sound(call: Call, kind: ResourceKind, body: JsonValue) -> JsonObject:
    """Return a resource that may be written.

    Raises:
        RefusedError: another type (400), another patient (403), content that does not conform (422).
    """
    issues = list(unsound(call, kind, body))
    call.exchange.note(patient_equal=not any(issue.code == "forbidden" for issue in issues))
    note_issues(call.exchange, issues)
    if not isinstance(body, dict) or body.get("resourceType") != kind.type:
        raise refuse(call, 400, issues)
    if any(issue.code == "forbidden" for issue in issues):
        raise RefusedError(fhir_answer(403, operation_outcome([one for one in issues if one.code == "forbidden"])))
    if outcome(tuple(issues)) == "invalid":
        raise refuse(call, 422, issues)
    return body


def unsound(call: Call, kind: ResourceKind, body: JsonValue, where: str = "") -> Iterator[Issue]:
    """Give everything that is to be said of a resource; `where` is put before each place."""
    if not isinstance(body, dict) or body.get("resourceType") != kind.type:
        found = text_at(body, "resourceType") or "no resource"
        yield error("invalid", f"A {kind.type} belongs here, not {found[:40]}", where or kind.type)
        return
    for issue in (
        *_profile(kind, body),
        *not_understood(body),
        *validate(body, _claimed(kind, body)),
        *kind.rules(body),
        *_patient(call, kind, body),
    ):
        yield Issue(issue.severity, issue.code, issue.diagnostics, _place(where, kind, issue.expression))


def keep(write: Write) -> Kept:
    """Let the kind's effects happen, then keep the resource."""
    resource = write.kind.effects(write)
    owner = write.call.owner if write.kind.owned else NOBODY
    return write.writing.keep(write.kind, _versioned(write.call, resource), owner, now=write.call.now)


def new_id() -> str:
    """Return an id for a new resource."""
    return str(uuid.uuid4())


def written_answer(call: Call, kept: Kept, *, created: bool, issues: Sequence[Issue] = ()) -> Response:
    """Answer a write as `Prefer: return=` asks (FHIR R4, 3.1.0.5)."""
    preferred = request.headers.get("Prefer", "").replace(" ", "")
    status = 201 if created else 200
    if "return=minimal" in preferred:
        answer = with_version(Response(status=status, headers={"Cache-Control": "no-store"}), kept)
        del answer.headers["Content-Type"]  # there is no content
    elif "return=OperationOutcome" in preferred:
        said = list(issues) or [Issue("information", "informational", "Written")]
        answer = fhir_answer(status, operation_outcome(said))
        answer.headers["ETag"] = kept.etag
    else:
        answer = resource_answer(call, status, kept)
    if created:
        answer.headers["Location"] = f"{call.url(kept)}/_history/{kept.version}"
    return answer


def require_match(kept: Kept, wanted: ETags) -> None:
    """Refuse a change that was made on another version than the one kept (If-Match; FHIR R4, 3.1.0.1.3)."""
    if wanted and not wanted.contains_weak(str(kept.version)):
        text = f"If-Match names another version than the present one, {kept.etag}: read the resource again"
        raise RefusedError(outcome_answer(412, "conflict", text))


def _profile(kind: ResourceKind, resource: JsonObject) -> Iterator[Issue]:
    if kind.profiles and not _claimed(kind, resource):
        text = f"meta.profile must hold {' or '.join(kind.profiles)}"
        yield error("required", text, f"{kind.type}.meta.profile")


def _claimed(kind: ResourceKind, resource: JsonObject) -> tuple[str, ...]:
    claimed = [one.partition("|")[0] for one in list_at(object_at(resource, "meta"), "profile") if isinstance(one, str)]
    return tuple(profile for profile in kind.profiles if profile in claimed)


def _patient(call: Call, kind: ResourceKind, resource: JsonObject) -> Iterator[Issue]:
    """Demand that every patient named be the paired one, and that there be one."""
    if not kind.patient:
        return
    persona, assign_auth = call.access.persona, call.access.client.assign_auth
    own = {(assign_auth, call.access.idpe), (persona.ins.system, persona.ins.matricule)}
    named = [(path, element) for path in kind.patient for element in elements_at(resource, path)]
    patients = [(path, element) for path, element in named if _is_patient(element, resource, assign_auth)]
    if not patients:
        yield error("invalid", f"{kind.type}.{kind.patient[0]}.identifier must name the patient (AssignAuth, idPe)",
                    f"{kind.type}.{kind.patient[0]}")  # fmt: skip
    for path, element in patients:
        literal = (text_at(element, "reference") or "").removeprefix(f"{call.root}/")
        same = not literal or literal.startswith(("#", CONDITIONAL)) or literal == f"Patient/{call.access.idpe}"
        if not same or not own.issuperset(_identifiers(element)):
            yield error("forbidden", OTHER_IDPE, f"{kind.type}.{path}")
    for number, one in enumerate(_contained(resource)):
        if text_at(one, "resourceType") == "Patient" and _named_inside(one, assign_auth) - own:
            yield error("forbidden", OTHER_IDPE, f"{kind.type}.contained[{number}]")


def _identifiers(element: JsonValue) -> Iterator[tuple[str | None, str | None]]:
    """Give the identifiers by which a reference itself names somebody."""
    identifier = object_at(element, "identifier")
    if identifier:
        yield text_at(identifier, "system"), text_at(identifier, "value")
    reference = text_at(element, "reference") or ""
    if reference.startswith(CONDITIONAL):
        system, _, value = unquote(reference.removeprefix(CONDITIONAL)).partition("|")
        yield system, value


def _is_patient(element: JsonValue, resource: JsonObject, assign_auth: str) -> bool:
    reference = text_at(element, "reference") or ""
    kind = text_at(element, "type")
    if reference.startswith("#"):
        inside = next((one for one in _contained(resource) if text_at(one, "id") == reference[1:]), None)
        return text_at(inside, "resourceType") == "Patient" and bool(_named_inside(inside, assign_auth))
    return (
        kind == "Patient"
        or "Patient/" in reference
        or reference.startswith("Patient?")
        or (kind is None and _names_patients(text_at(object_at(element, "identifier"), "system"), assign_auth))
    )


def _named_inside(patient: JsonValue, assign_auth: str) -> set[tuple[str | None, str | None]]:
    """Return the identifiers of a contained Patient that say who it is."""
    told = {(text_at(each, "system"), text_at(each, "value")) for each in list_at(patient, "identifier")}
    return {(system, value) for system, value in told if _names_patients(system, assign_auth)}


def _names_patients(system: str | None, assign_auth: str) -> bool:
    return system is not None and (system == assign_auth or "213.1.4" in system)


def _contained(resource: JsonObject) -> list[JsonValue]:
    return list_at(resource, "contained")


def _place(where: str, kind: ResourceKind, expression: str) -> str:
    return where + expression.removeprefix(kind.type) if where else expression


def _versioned(call: Call, resource: JsonObject) -> JsonObject:
    meta = object_at(resource, "meta")
    stamps: JsonObject = {"lastUpdated": call.moment.isoformat(timespec="milliseconds"), "source": _source(call, meta)}
    return call.naming.kept({**resource, "meta": {**meta, **stamps}})


def _source(call: Call, meta: JsonObject) -> str:
    """Return whose version it is: what the app says below the OID of its solution, else that OID."""
    own, told = f"urn:oid:{call.access.client.solution_oid}", text_at(meta, "source") or ""
    return told if told == own or told.startswith(f"{own}.") else own
