"""Transactions: `POST [base]` with a Bundle of type transaction: all of it, or nothing (FHIR R4, 3.1.0.11)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import urlsplit

from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ETags
from werkzeug.http import parse_etags

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import Call, note_issues, read_body, refuse
from sandbox.fhir.interactions.create import conditions, the_one
from sandbox.fhir.interactions.patch import change_of, changed_in_part, patch_in
from sandbox.fhir.interactions.update import changed
from sandbox.fhir.interactions.write import Write, keep, new_id, require_match, unsound
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.operation_outcome import fhir_answer, operation_outcome, outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.store import Kept, Writing
from sandbox.fhir.validation.outcome import outcome
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_MOST_ENTRIES: Final = 100
_REFERRING: Final = ("reference", "url", "valueUri", "valueUrl")  # members that may hold the fullUrl of another entry


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
    def where(self) -> str:
        return f"Bundle.entry[{self.number}]"


def transaction(call: Call) -> ResponseReturnValue:
    """Carry out every entry, or none; the answers stand in the order of the entries."""
    body = read_body(request)
    if not isinstance(body, dict) or body.get("resourceType") != "Bundle":
        raise RefusedError(outcome_answer(400, "required", "No bundle provided."))
    entries = _read(call, body)
    _require_sound(call, body, entries)
    with call.store.transaction() as writing:
        targets = [(entry, _target(call, entry, writing)) for entry in entries]
        named = {entry.full_url: f"{entry.kind.type}/{known.id if known else new}" for entry, (known, new) in targets}
        links = {url: target for url, target in named.items() if urlsplit(url).scheme}
        done = {
            entry.number: _carry_out(
                entry, Write(call, entry.kind, _relinked(entry.resource, links), None, writing, bundled=True), *target
            )
            for entry, target in sorted(targets, key=_turn)
        }
    answers: list[JsonValue] = [_response(call, *done[entry.number]) for entry in entries]
    answer: JsonObject = {"resourceType": "Bundle", "id": new_id(), "type": "transaction-response", "entry": answers}
    return fhir_answer(200, answer)


def _turn(target: tuple[_Entry, tuple[Kept | None, str]]) -> int:
    """Say when an entry is carried out: what is created comes before what is changed (FHIR R4, 3.1.0.11.2)."""
    return int(target[0].method != "POST")


def _read(call: Call, bundle: JsonObject) -> list[_Entry]:
    issues: list[Issue] = []
    entries: list[_Entry] = []
    if bundle.get("type") != "transaction":
        issues.append(error("invalid", "Bundle.type must be transaction", "Bundle.type"))
    sent = list_at(bundle, "entry")
    if not sent or len(sent) > _MOST_ENTRIES:
        issues.append(error("invalid", f"A transaction has 1 to {_MOST_ENTRIES} entries", "Bundle.entry"))
        sent = []
    for number, entry in enumerate(sent):
        asked = _asked(call, number, entry)
        if isinstance(asked, Issue):
            issues.append(asked)
        else:
            entries.append(asked)
    named = [entry.full_url for entry in entries if entry.full_url]
    issues += [error("duplicate", f"Two entries have the fullUrl {url[:80]}", "Bundle.entry")
               for url in dict.fromkeys(named) if named.count(url) > 1]  # fmt: skip
    if issues:
        raise refuse(call, 422, issues)
    return entries


def _asked(call: Call, number: int, entry: JsonValue) -> _Entry | Issue:
    where = f"Bundle.entry[{number}]"
    asked = object_at(entry, "request")
    method, url = text_at(asked, "method") or "", text_at(asked, "url") or ""
    path, _, query = url.removeprefix(f"{call.root}/").partition("?")
    resource_type, _, resource_id = path.partition("/")
    kind = call.api.kind(resource_type)
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


def _require_sound(call: Call, bundle: JsonObject, entries: list[_Entry]) -> None:
    issues = [*call.api.bundle_rules(bundle), *_unsound(call, entries)]
    others = [issue for issue in issues if issue.code == "forbidden"]
    call.exchange.note(patient_equal=not others)
    note_issues(call.exchange, issues)
    if others:
        raise RefusedError(fhir_answer(403, operation_outcome(others)))
    if outcome(tuple(issues)) == "invalid":
        raise refuse(call, 422, issues)


def _unsound(call: Call, entries: list[_Entry]) -> Iterator[Issue]:
    for entry in entries:
        if entry.method == "PATCH":  # what comes of it is checked when it is applied
            continue
        yield from unsound(call, entry.kind, entry.resource, f"{entry.where}.resource")


def _target(call: Call, entry: _Entry, writing: Writing) -> tuple[Kept | None, str]:
    """Return what is there already for an entry, or else the id of what it will make."""
    if entry.resource_id:
        known = writing.find(entry.kind.type, call.named(entry.kind.type, entry.resource_id), call.owner)
        if known is None:
            text = f"There is no {entry.kind.type}/{entry.resource_id[:64]} ({entry.where})"
            raise RefusedError(outcome_answer(404, "not-found", text))
        return known, ""
    known = the_one(call, writing, conditions(call, entry.kind, entry.condition)) if entry.condition else None
    if known is None and entry.method == "PATCH":
        text = f"No {entry.kind.type} fulfils the condition ({entry.where})"
        raise RefusedError(outcome_answer(404, "not-found", text))
    return known, new_id()


def _carry_out(entry: _Entry, write: Write, known: Kept | None, new: str) -> tuple[Kept, str]:
    if known is not None and entry.method == "POST":
        return known, "200 OK"
    if known is not None:
        require_match(known, entry.if_match)
        # What was created before may have changed it: a document that is replaced is superseded by that alone.
        present = write.writing.find(known.type, known.id, write.call.owner) or known
        if entry.method == "PATCH":
            change = change_of(entry.kind, patch_in(entry.resource))
            return changed_in_part(replace(write, previous=present), change, ETags()), "200 OK"
        return changed(replace(write, resource={**write.resource, "id": known.id}), present, ETags()), "200 OK"
    return keep(replace(write, resource={**write.resource, "id": new})), "201 Created"


def _response(call: Call, kept: Kept, status: str) -> JsonValue:
    location = f"{call.url(kept).removeprefix(call.root + '/')}/_history/{kept.version}"
    return {"response": {"status": status, "location": location, "etag": kept.etag,
                         "lastModified": call.moment.isoformat(timespec="milliseconds")}}  # fmt: skip
