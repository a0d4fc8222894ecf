"""Changing: `PUT [base]/TYPE/ID`, and `PUT [base]/TYPE?condition` (FHIR R4, 3.1.0.4)."""

from dataclasses import replace

from flask import request
from flask.typing import ResponseReturnValue

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import Call, read_body
from sandbox.fhir.interactions.create import conditions, the_one
from sandbox.fhir.interactions.keep import keep
from sandbox.fhir.interactions.read import find
from sandbox.fhir.interactions.write import Write, new_id, require_match, sound, written_answer
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.store import Kept


def update(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Keep the next version of a resource; ids are given by the space, so there must be one."""
    resource_id = str((request.view_args or {})["id"])
    resource = sound(call, kind, read_body(request))
    if resource.get("id") != resource_id:
        text = f"The id of the resource must be that of the URL, {resource_id[:64]}"
        raise RefusedError(outcome_answer(400, "invalid", text, f"{kind.type}.id"))
    with call.store.transaction() as writing:
        known = find(call, kind, resource_id)
        require_match(known, request.if_match)
        _require_none_wanted()
        kept = changed(kind, Write(call, kind, resource, None, writing), known)
    return written_answer(call, kept, created=False)


def update_the_one(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Keep the next version of the resource that fulfils the condition, or a new one where none does."""
    resource = sound(call, kind, read_body(request))
    query = conditions(call, kind, request.query_string.decode("latin-1"))
    with call.store.transaction() as writing:
        known = the_one(call, writing, query)
        write = Write(call, kind, resource, None, writing)
        require_match(known, request.if_match)
        if known is None:
            kept = keep(kind, replace(write, resource={**resource, "id": new_id()}))
        else:
            _require_none_wanted()
            kept = changed(kind, write, known)
    return written_answer(call, kept, created=known is None)


def changed(kind: ResourceKind, write: Write, previous: Kept) -> Kept:
    """Keep the next version of what is kept already."""
    if write.resource.get("id") not in {None, previous.id}:
        text = f"The id of that resource is {previous.id}: leave it out or give that one"
        raise RefusedError(outcome_answer(400, "invalid", text, write.at("id")))
    return keep(kind, replace(write, resource={**write.resource, "id": previous.id}, previous=previous))


def _require_none_wanted() -> None:
    if request.if_none_match.star_tag:
        text = "If-None-Match: * wants that there be none, and there is one"
        raise RefusedError(outcome_answer(412, "conflict", text))
