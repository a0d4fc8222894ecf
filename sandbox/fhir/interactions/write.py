"""What every write goes through: the right shape, profile and patient; then its effects, then the store."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from urllib.parse import unquote

from flask import Response, request
from werkzeug.datastructures import ETags

from sandbox.fhir.access import OTHER_IDPE, RefusedError
from sandbox.fhir.interactions.call import Call, note_issues, refuse, resource_answer, with_version
from sandbox.fhir.interactions.preferences import wanted_return
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.json_text import read_kept
from sandbox.fhir.kind_declaration import KindDeclaration
from sandbox.fhir.naming import CONDITIONAL
from sandbox.fhir.operation_outcome import fhir_answer, operation_outcome, outcome_answer
from sandbox.fhir.search.parameter import elements_at
from sandbox.fhir.store import Kept, Writing
from sandbox.fhir.validation import archive
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
        together: references (`TYPE/ID`) of what the same Bundle writes, this resource included; empty without one.
        where: the FHIRPath to the resource in what was sent, when that is a Bundle.
    """

    call: Call
    kind: KindDeclaration
    resource: JsonObject
    previous: Kept | None
    writing: Writing
    together: frozenset[str] = frozenset()
    where: str = ""

    def at(self, path: str) -> str:
        """Return the FHIRPath to an element of the resource, in what was sent."""
        return f"{self.where or self.kind.type}.{path}"


def sound(call: Call, kind: KindDeclaration, body: JsonValue, where: str = "") -> JsonObject:
    """Return a resource that may be written; `where` is put before each place.

    Raises:
        RefusedError: another type (400), another patient (403), content that does not conform (422).
    """
    issues = list(unsound(call, kind, body, where))
    call.exchange.note(patient_equal=not any(issue.code == "forbidden" for issue in issues))
    note_issues(call.exchange, issues)
    if not isinstance(body, dict) or body.get("resourceType") != kind.type:
        raise refuse(call, 400, issues)
    if any(issue.code == "forbidden" for issue in issues):
        raise RefusedError(fhir_answer(403, operation_outcome([one for one in issues if one.code == "forbidden"])))
    if outcome(tuple(issues)) == "invalid":
        raise refuse(call, 422, issues)
    return body


def unsound(call: Call, kind: KindDeclaration, body: JsonValue, where: str = "") -> Iterator[Issue]:
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
        *patient_issues(call, kind, body),
    ):
        yield replace(issue, expression=_place(where, kind, issue.expression))


def new_id() -> str:
    """Return an id for a new resource."""
    return str(uuid.uuid4())


def written_answer(call: Call, kept: Kept, *, created: bool, issues: Sequence[Issue] = ()) -> Response:
    """Answer a write as `Prefer: return=` asks (FHIR R4, 3.1.0.5)."""
    preferred = wanted_return(request.headers)
    status = 201 if created else 200
    if preferred == "minimal":
        answer = with_version(Response(status=status, headers={"Cache-Control": "no-store"}), kept)
        del answer.headers["Content-Type"]  # there is no content
    elif preferred == "OperationOutcome":
        answer = fhir_answer(status, _told_of_write(issues))
        answer.headers["ETag"] = kept.etag
    else:
        answer = resource_answer(call, status, kept)
    if created:
        answer.headers["Location"] = call.version_url(kept)
    return answer


def entry_answer(call: Call, kept: Kept, response: JsonObject, issues: Sequence[Issue] = ()) -> JsonObject:
    """Answer the write of one entry of a transaction: `response` alone, unless `Prefer: return=` asks for more.

    FHIR R4, 3.1.0.11.3; `issues` are what was said of the entry all the same.
    """
    preferred = wanted_return(request.headers)
    if preferred == "OperationOutcome":
        return {"response": {**response, "outcome": _told_of_write(issues)}}
    if preferred == "representation":
        return {"fullUrl": call.url(kept), "resource": read_kept(call.naming.told(kept.text)), "response": response}
    return {"response": response}


def _told_of_write(issues: Sequence[Issue]) -> JsonObject:
    return operation_outcome(issues or [Issue("information", "informational", "Written")])


def require_match(kept: Kept | None, wanted: ETags, where: str = "") -> None:
    """Refuse a change that was made on another version than the one kept (If-Match; FHIR R4, 3.1.0.1.3)."""
    if not wanted or (kept is not None and wanted.contains_weak(str(kept.version))):
        return
    present = f"the present one, {kept.etag}: read the resource again" if kept else "any that there is: there is none"
    raise RefusedError(outcome_answer(412, "conflict", f"If-Match names another version than {present}", where))


def _profile(kind: KindDeclaration, resource: JsonObject) -> Iterator[Issue]:
    if kind.profiles and not _claimed(kind, resource):
        text = f"meta.profile must hold {' or '.join(kind.profiles)}"
        yield error("required", text, f"{kind.type}.meta.profile")


def _claimed(kind: KindDeclaration, resource: JsonObject) -> tuple[str, ...]:
    claimed = [one.partition("|")[0] for one in list_at(object_at(resource, "meta"), "profile") if isinstance(one, str)]
    return tuple(profile for profile in kind.profiles if profile in claimed)


def patient_issues(call: Call, kind: KindDeclaration, resource: JsonObject) -> Iterator[Issue]:
    """Demand that every patient named be the paired one, and that there be one where the kind has such an element."""
    if not kind.patient and not kind.may_name:
        return
    persona, assign_auth = call.access.persona, call.access.client.assign_auth
    own = {(assign_auth, call.access.idpe), (persona.ins.system, persona.ins.matricule)}
    named = [(path, each) for path in (*kind.patient, *kind.may_name) for each in elements_at(resource, path)]
    patients = [
        (path, element)
        for path, element in named
        if _is_patient(element, resource, assign_auth) or _of_patients_alone(kind.type, path)
    ]
    if kind.patient and not any(path in kind.patient for path, _ in patients):
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
        or _names_patients(text_at(object_at(element, "identifier"), "system"), assign_auth)
    )


@cache
def _of_patients_alone(resource_type: str, path: str) -> bool:
    """Tell whether a reference leads to patients and to nothing else, as the official definitions have it."""
    elements = archive.read(f"type/{resource_type}.json")["shapes"][resource_type]["elements"]
    return bool(elements.get(path, {}).get("types") == [["Reference", ["Patient"]]])


def _named_inside(patient: JsonValue, assign_auth: str) -> set[tuple[str | None, str | None]]:
    """Return the identifiers of a contained Patient that say who it is."""
    told = {(text_at(each, "system"), text_at(each, "value")) for each in list_at(patient, "identifier")}
    return {(system, value) for system, value in told if _names_patients(system, assign_auth)}


def _names_patients(system: str | None, assign_auth: str) -> bool:
    return system is not None and (system == assign_auth or "213.1.4" in system)


def _contained(resource: JsonObject) -> list[JsonValue]:
    return list_at(resource, "contained")


def _place(where: str, kind: KindDeclaration, expression: str) -> str:
    return where + expression.removeprefix(kind.type) if where else expression
