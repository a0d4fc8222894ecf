"""Changing a part: JSON Patch (RFC 6902) or FHIRPath Patch on `TYPE/ID` or `TYPE?condition` (FHIR R4, 3.1.0.6)."""

import base64
import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final, cast

import jsonpatch
from flask import request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import ETags

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import MEDIA_TYPES as FHIR_MEDIA_TYPES
from sandbox.fhir.interactions.call import Call, read_body
from sandbox.fhir.interactions.create import conditions, the_one
from sandbox.fhir.interactions.fhirpath_patch import UnknownPatchError, elements_of
from sandbox.fhir.interactions.fhirpath_patch import patched as fhirpath_patched
from sandbox.fhir.interactions.read import find
from sandbox.fhir.interactions.update import changed
from sandbox.fhir.interactions.write import Write, sound, written_answer
from sandbox.fhir.json_text import UnreadableJsonError, read_json, read_kept, write_json
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.store import Kept
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject, JsonValue

MEDIA_TYPES: Final = ("application/json-patch+json",)
_MOST_OPERATIONS: Final = 50
_OPERATIONS: Final = ("add", "remove", "replace", "test")  # copy could double a resource at each step

Change = Callable[[JsonObject], JsonObject]  # what a patch does to a resource; raises what its library raises


def patch(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Patch the resource of the URL."""
    change = _asked(kind)
    with call.store.transaction() as writing:
        known = find(call, kind, str((request.view_args or {})["id"]))
        kept = changed_in_part(Write(call, kind, {}, known, writing), change, request.if_match)
    return written_answer(call, kept, created=False)


def patch_the_one(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Patch the resource that fulfils the condition."""
    change = _asked(kind)
    query = conditions(call, kind, request.query_string.decode("latin-1"))
    with call.store.transaction() as writing:
        known = the_one(call, writing, query)
        if known is None:
            raise RefusedError(outcome_answer(404, "not-found", f"No {kind.type} fulfils the condition"))
        kept = changed_in_part(Write(call, kind, {}, known, writing), change, request.if_match)
    return written_answer(call, kept, created=False)


def changed_in_part(write: Write, change: Change, wanted: ETags) -> Kept:
    """Keep the next version of `write.previous`, as a patch changes it, if it is the version that is `wanted`.

    Raises:
        RefusedError: it cannot be applied (422), a test in it fails (409), or what would come of it is refused.
    """
    call, kind, kept = write.call, write.kind, write.previous
    if kept is None:
        raise RefusedError(outcome_answer(404, "not-found", f"There is no such {kind.type}"))
    present = cast("JsonObject", read_kept(call.naming.told(kept.text)))
    try:
        resource = change(present)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, UnknownPatchError) as error:
        status = 409 if isinstance(error, jsonpatch.JsonPatchTestFailed) else 422
        raise RefusedError(
            outcome_answer(status, "processing", f"The patch cannot be applied: {error}"[:400])
        ) from error
    patched = sound(call, kind, read_kept(write_json(resource)))
    return changed(replace(write, resource=patched, previous=None), kept, wanted)


def change_of(kind: ResourceKind, body: JsonValue) -> Change:
    """Read a patch: an array of JSON Patch, or a Parameters resource of FHIRPath Patch.

    Raises:
        RefusedError: it is neither (400), or touches elements that may not be patched (405).
    """
    if isinstance(body, dict) and text_at(body, "resourceType") == "Parameters":
        if not 1 <= len(list_at(body, "parameter")) <= _MOST_OPERATIONS:
            text = f"A FHIRPath Patch has 1 to {_MOST_OPERATIONS} operations"
            raise RefusedError(outcome_answer(400, "structure", text))
        for element in elements_of(body):
            _require_changeable(kind, element)
        return partial(fhirpath_patched, body)
    return partial(_json_patched, _operations(kind, body))


def patch_in(resource: JsonObject) -> JsonValue:
    """Return the patch that an entry of a transaction holds: Parameters, or a Binary of JSON Patch (3.1.0.11.2).

    Raises:
        RefusedError: it is neither (422).
    """
    if text_at(resource, "resourceType") == "Parameters":
        return resource
    if text_at(resource, "resourceType") == "Binary" and text_at(resource, "contentType") in MEDIA_TYPES:
        try:
            return read_json(base64.b64decode(text_at(resource, "data") or "", validate=True))
        except (UnreadableJsonError, ValueError) as error:
            raise RefusedError(outcome_answer(422, "structure", f"The patch is not JSON: {error}"[:200])) from error
    text = f"A PATCH entry holds Parameters, or a Binary of {MEDIA_TYPES[0]}"
    raise RefusedError(outcome_answer(422, "structure", text))


def _asked(kind: ResourceKind) -> Change:
    body = read_body(request, (*MEDIA_TYPES, *FHIR_MEDIA_TYPES))
    is_json_patch = request.mimetype in MEDIA_TYPES
    if is_json_patch is isinstance(body, dict):
        text = f"{MEDIA_TYPES[0]} is an array, {FHIR_MEDIA_TYPES[0]} a Parameters resource"
        raise RefusedError(outcome_answer(400, "structure", text))
    return change_of(kind, body)


def _json_patched(operations: Sequence[JsonObject], resource: JsonObject) -> JsonObject:
    return cast("JsonObject", jsonpatch.apply_patch(resource, operations))


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
        _require_changeable(kind, path.split("/")[1] if path.startswith("/") else "")
    return cast("list[JsonObject]", body)


def _require_changeable(kind: ResourceKind, element: str) -> None:
    if kind.changeable and element not in kind.changeable:
        text = f"Only {', '.join(sorted(kind.changeable))} of {kind.type} can be patched, not {element[:40] or 'all'}"
        answer = outcome_answer(405, "not-supported", text)
        answer.headers["Allow"] = "GET, PATCH"
        raise RefusedError(answer)
