"""Transactions: `POST [base]` with a Bundle of type transaction: all of it, or nothing (FHIR R4, 3.1.0.11)."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ETags
from werkzeug.http import parse_etags

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.bundle_frame import frame_issues
from sandbox.fhir.interactions.call import Call, note_issues, read_body, refuse
from sandbox.fhir.interactions.create import conditions, the_one
from sandbox.fhir.interactions.keep import keep
from sandbox.fhir.interactions.patch import change_of, changed_in_part, patch_in
from sandbox.fhir.interactions.update import changed
from sandbox.fhir.interactions.write import Write, entry_answer, new_id, require_match, unsound
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.operation_outcome import fhir_answer, operation_outcome, outcome_answer
from sandbox.fhir.resource_kind import FhirApi, ResourceKind
from sandbox.fhir.store import Kept, Writing
from sandbox.fhir.validation.outcome import outcome
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_MOST_ENTRIES: Final = 100
_REFERRING: Final = ("reference", "url", "valueUri", "valueUrl")  # members that may hold the fullUrl of another entry
_Said = Mapping[int, Sequence[Issue]]  # what was said of the resource of each entry


@dataclass(frozen=True)
class _Entry:
    """One entry: what is asked, of which kind; `resource_id` is that of the URL, if it has one."""

    number: int
    method: str
    kind: ResourceKind
    resource_id: str
    condition: str
    resource: JsonObject
    full_url: str
    if_match: ETags

    @property
    def place(self) -> str:
        return f"Bundle.entry[{self.number}].resource"

    @property
    def asked(self) -> str:
        return f"Bundle.entry[{self.number}].request"


@dataclass(frozen=True)
class _Target:
    """What an entry is about: a resource that is there already, or the id of the one that it will make."""

    entry: _Entry
    known: Kept | None
    new: str

    @property
    def reference(self) -> str:
        return f"{self.entry.kind.type}/{self.known.id if self.known else self.new}"


def transaction(api: FhirApi, call: Call) -> ResponseReturnValue:
    """Carry out every entry, or none; the answers stand in the order of the entries."""
    body = read_body(request)
    if not isinstance(body, dict) or body.get("resourceType") != "Bundle":
        raise RefusedError(outcome_answer(400, "required", "No bundle provided."))
    entries = _read(api, call, body)
    said = _require_sound(api, call, body, entries)
    with call.store.transaction() as writing:
        targets = [_target(call, entry, writing) for entry in entries]
        _require_one_change_each(call, targets)
        together = frozenset(target.reference for target in targets)
        links = {target.entry.full_url: target.reference for target in targets if target.entry.full_url}
        done = {
            target.entry.number: _carry_out(target, _write(call, target.entry, links, writing, together))
            for target in sorted(targets, key=_turn)
        }
    kept = [(*done[entry.number], said[entry.number]) for entry in entries]
    answers: list[JsonValue] = [
        entry_answer(call, one, _response(call, one, status), issues) for one, status, issues in kept
    ]
    answer: JsonObject = {"resourceType": "Bundle", "id": new_id(), "type": "transaction-response", "entry": answers}
    return fhir_answer(200, answer)


def _write(call: Call, entry: _Entry, links: dict[str, str], writing: Writing, together: frozenset[str]) -> Write:
    return Write(call, entry.kind, _relinked(entry.resource, links), None, writing, together, entry.place)


def _turn(target: _Target) -> int:
    """Say when an entry is carried out: what is created comes before what is changed (FHIR R4, 3.1.0.11.2)."""
    return int(target.entry.method != "POST")


def _read(api: FhirApi, call: Call, bundle: JsonObject) -> list[_Entry]:
    issues: list[Issue] = []
    entries: list[_Entry] = []
    if bundle.get("type") != "transaction":
        text = "Bundle.type must be transaction: batches are not played, send their requests one by one"
        issues.append(error("invalid", text, "Bundle.type"))
    sent = list_at(bundle, "entry")
    if not 0 < len(sent) <= _MOST_ENTRIES:
        issues.append(error("invalid", f"A transaction has 1 to {_MOST_ENTRIES} entries", "Bundle.entry"))
        raise refuse(call, 422, issues)
    for number, entry in enumerate(sent):
        asked = _asked(api, call.root, number, entry)
        if isinstance(asked, Issue):
            issues.append(asked)
        else:
            entries.append(asked)
    issues += frame_issues(bundle)
    if outcome(tuple(issues)) == "invalid":
        raise refuse(call, 422, issues)
    return entries


def _asked(api: FhirApi, root: str, number: int, entry: JsonValue) -> _Entry | Issue:
    where = f"Bundle.entry[{number}]"
    asked = object_at(entry, "request")
    method, url = text_at(asked, "method") or "", text_at(asked, "url") or ""
    path, _, query = url.removeprefix(f"{root}/").partition("?")
    resource_type, _, resource_id = path.partition("/")
    kind = api.kind(resource_type)
    wanted = {"POST": "create", "PUT": "update", "PATCH": "patch"}.get(method)
    if kind is None or wanted is None or wanted not in kind.interactions | kind.bundled:
        text = f"Resource of type {resource_type[:40]} is not acceptable with method {method[:10]}."
        return error("not-supported", text, f"{where}.request")
    if method != "POST" and bool(resource_id) == bool(query):
        return error("invalid", "request.url must be TYPE/ID or TYPE?condition", f"{where}.request.url")
    if method == "POST" and (resource_id or query):
        return error("invalid", "request.url must be the type of the resource", f"{where}.request.url")
    condition = text_at(asked, "ifNoneExist") or "" if method == "POST" else query
    resource = object_at(entry, "resource")
    return _Entry(number, method, kind, resource_id, condition, resource, text_at(entry, "fullUrl") or "",
                  parse_etags(text_at(asked, "ifMatch")))  # fmt: skip


def _relinked(resource: JsonObject, named: dict[str, str]) -> JsonObject:
    return {
        name: named.get(value, value) if isinstance(value, str) and name in _REFERRING else _within(value, named)
        for name, value in resource.items()
    }


def _within(value: JsonValue, named: dict[str, str]) -> JsonValue:
    if isinstance(value, dict):
        return _relinked(value, named)
    return [_within(part, named) for part in value] if isinstance(value, list) else value


def _require_sound(api: FhirApi, call: Call, bundle: JsonObject, entries: list[_Entry]) -> _Said:
    """Refuse a Bundle of which anything does not conform; return what is said of each entry all the same."""
    said = {entry.number: list(_unsound(call, entry)) for entry in entries}
    issues = [*api.bundle_rules(bundle), *(issue for each in said.values() for issue in each)]
    others = [issue for issue in issues if issue.code == "forbidden"]
    call.exchange.note(patient_equal=not others)
    note_issues(call.exchange, issues)
    if others:
        raise RefusedError(fhir_answer(403, operation_outcome(others)))
    if outcome(tuple(issues)) == "invalid":
        raise refuse(call, 422, issues)
    return said


def _unsound(call: Call, entry: _Entry) -> Iterator[Issue]:
    if entry.method != "PATCH":  # what comes of a patch is checked when it is applied
        yield from unsound(call, entry.kind, entry.resource, entry.place)


def _target(call: Call, entry: _Entry, writing: Writing) -> _Target:
    """Find what an entry is about, in the state before the transaction, and see that it is the version wanted."""
    if entry.resource_id:
        known = writing.find(entry.kind.type, call.named(entry.kind.type, entry.resource_id), call.owner)
        missing = f"There is no {entry.kind.type}/{entry.resource_id[:64]}"
    else:
        known = the_one(call, writing, conditions(call, entry.kind, entry.condition)) if entry.condition else None
        missing = f"No {entry.kind.type} fulfils the condition"
    if known is None and (entry.resource_id or entry.method == "PATCH"):
        raise RefusedError(outcome_answer(404, "not-found", missing, f"{entry.asked}.url"))
    require_match(known, entry.if_match, f"{entry.asked}.ifMatch")
    return _Target(entry, known, new_id())


def _require_one_change_each(call: Call, targets: Sequence[_Target]) -> None:
    """Refuse two changes of one resource: it could not be told what is to come of it (FHIR R4, 3.1.0.11.2)."""
    seen: set[str] = set()
    for target in targets:
        if target.entry.method == "POST":
            continue
        if target.reference in seen:
            text = f"Another entry changes this {target.entry.kind.type} too: change each resource once"
            raise refuse(call, 422, [error("invalid", text, f"{target.entry.asked}.url")])
        seen.add(target.reference)


def _carry_out(target: _Target, write: Write) -> tuple[Kept, str]:
    entry, known = target.entry, target.known
    if known is None:
        return keep(entry.kind, replace(write, resource={**write.resource, "id": target.new})), "201 Created"
    if entry.method == "POST":
        return known, "200 OK"
    # What was created before may have changed it: a document that is replaced is superseded by that alone.
    present = write.writing.find(known.type, known.id, write.call.owner) or known
    if entry.method == "PATCH":
        change = change_of(entry.kind, patch_in(entry.resource, entry.place), entry.place)
        return changed_in_part(entry.kind, write, present, change), "200 OK"
    return changed(entry.kind, write, present), "200 OK"


def _response(call: Call, kept: Kept, status: str) -> JsonObject:
    return {
        "status": status,
        "location": call.version_url(kept).removeprefix(f"{call.root}/"),
        "etag": kept.etag,
        "lastModified": call.moment.isoformat(timespec="milliseconds"),
    }
