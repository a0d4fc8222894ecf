"""Changing a part: JSON Patch (RFC 6902) on `TYPE/ID` or on `TYPE?condition` (FHIR R4, 3.1.0.6)."""

import json
from collections.abc import Sequence
from typing import Final, cast

import jsonpatch
from flask import request
from flask.typing import ResponseReturnValue

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import Call, read_body
from sandbox.fhir.interactions.create import conditions, the_one
from sandbox.fhir.interactions.read import find
from sandbox.fhir.interactions.update import changed
from sandbox.fhir.interactions.write import Write, sound, written_answer
from sandbox.fhir.json_text import read_kept, write_json
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.store import Kept, Writing
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject, JsonValue

MEDIA_TYPES: Final = ("application/json-patch+json",)
_MOST_OPERATIONS: Final = 50
_OPERATIONS: Final = ("add", "remove", "replace", "test")  # copy could double a resource at each step


def patch(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Patch the resource of the URL."""
    operations = _operations(kind, read_body(request, MEDIA_TYPES))
    with call.store.transaction() as writing:
        kept = _patched(call, kind, find(call, kind, str((request.view_args or {})["id"])), operations, writing)
    return written_answer(call, kept, created=False)


def patch_the_one(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Patch the resource that fulfils the condition."""
    operations = _operations(kind, read_body(request, MEDIA_TYPES))
    query = conditions(call, kind, request.query_string.decode("latin-1"))
    with call.store.transaction() as writing:
        known = the_one(call, writing, query)
        if known is None:
            raise RefusedError(outcome_answer(404, "not-found", f"No {kind.type} fulfils the condition"))
        kept = _patched(call, kind, known, operations, writing)
    return written_answer(call, kept, created=False)


def _patched(call: Call, kind: ResourceKind, kept: Kept, operations: Sequence[JsonObject], writing: Writing) -> Kept:
    present = read_kept(call.naming.told(kept.text))
    try:
        resource = jsonpatch.apply_patch(present, operations)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException) as error:
        status = 409 if isinstance(error, jsonpatch.JsonPatchTestFailed) else 422
        raise RefusedError(
            outcome_answer(status, "processing", f"The patch cannot be applied: {error}"[:400])
        ) from error
    patched = sound(call, kind, read_kept(write_json(resource)))
    return changed(Write(call, kind, patched, None, writing), kept, request.if_match)


def _operations(kind: ResourceKind, body: JsonValue) -> list[JsonObject]:
    if not isinstance(body, list) or not body or len(body) > _MOST_OPERATIONS:
        text = f"A JSON Patch is an array of 1 to {_MOST_OPERATIONS} operations"
        raise RefusedError(outcome_answer(400, "structure", text))
    for operation in body:
        name, path = text_at(operation, "op"), text_at(operation, "path")
        if name not in _OPERATIONS or path is None:
            text = (
                f"An operation has `op`, one of {', '.join(_OPERATIONS)}, and `path`, not {json.dumps(operation)[:80]}"
            )
            raise RefusedError(outcome_answer(400, "structure", text))
        element = path.split("/")[1] if path.startswith("/") else ""
        if kind.changeable and element not in kind.changeable:
            text = (
                f"Only {', '.join(sorted(kind.changeable))} of {kind.type} can be patched, not {element[:40] or 'all'}"
            )
            answer = outcome_answer(405, "not-supported", text)
            answer.headers["Allow"] = "GET, PATCH"
            raise RefusedError(answer)
    return cast("list[JsonObject]", body)
