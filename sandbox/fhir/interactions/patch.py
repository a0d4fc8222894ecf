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

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import MEDIA_TYPES as FHIR_MEDIA_TYPES
from sandbox.fhir.interactions.call import Call, not_allowed, read_body
from sandbox.fhir.interactions.create import conditions, the_one
from sandbox.fhir.interactions.fhirpath_patch import UnknownPatchError, elements_of
from sandbox.fhir.interactions.fhirpath_patch import patched as fhirpath_patched
from sandbox.fhir.interactions.read import find
from sandbox.fhir.interactions.update import changed
from sandbox.fhir.interactions.write import Write, require_match, sound, written_answer
from sandbox.fhir.json_text import UnreadableJsonError, read_json, read_kept, write_json
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.store import Kept
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject, JsonValue

MEDIA_TYPES: Final = ("application/json-patch+json",)
MOST_OPERATIONS: Final = 50
OPERATIONS: Final = ("add", "remove", "replace", "test")  # copy could double a resource at each step

Change = Callable[[JsonObject], JsonObject]  # what a patch does to a resource; raises what its library raises


def patch(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Patch the resource of the URL."""
    change = _asked(kind)
    with call.store.transaction() as writing:
        known = find(call, kind, str((request.view_args or {})["id"]))
        require_match(known, request.if_match)
        kept = changed_in_part(kind, Write(call, kind, {}, known, writing), known, change)
    return written_answer(call, kept, created=False)


def patch_the_one(call: Call, kind: ResourceKind) -> ResponseReturnValue:
    """Patch the resource that fulfils the condition."""
    change = _asked(kind)
    query = conditions(call, kind, request.query_string.decode("latin-1"))
    with call.store.transaction() as writing:
        known = the_one(call, writing, query)
        if known is None:
            raise RefusedError(outcome_answer(404, "not-found", f"No {kind.type} fulfils the condition"))
        require_match(known, request.if_match)
        kept = changed_in_part(kind, Write(call, kind, {}, known, writing), known, change)
    return written_answer(call, kept, created=False)


def changed_in_part(kind: ResourceKind, write: Write, kept: Kept, change: Change) -> Kept:
    """Keep the next version of a resource, as a patch changes it.

    Raises:
        RefusedError: it cannot be applied (422), a test in it fails (409), or what would come of it is refused.
    """
    call = write.call
    present = cast("JsonObject", read_kept(call.naming.told(kept.text)))
    try:
        resource = change(present)
    except (jsonpatch.JsonPatchException, jsonpatch.JsonPointerException, UnknownPatchError) as error:
        status = 409 if isinstance(error, jsonpatch.JsonPatchTestFailed) else 422
        text = f"The patch cannot be applied to {kind.type}/{kept.id}: {error}"[:400]
        raise RefusedError(outcome_answer(status, "processing", text, write.where)) from error
    patched = sound(call, kind, read_kept(write_json(resource)), write.where)
    return changed(kind, replace(write, resource=patched, previous=None), kept)


def change_of(kind: ResourceKind, body: JsonValue, where: str = "") -> Change:
    """Read a patch: an array of JSON Patch, or a Parameters resource of FHIRPath Patch.

    Raises:
        RefusedError: it is neither (400), or touches elements that may not be patched (405); of the entry of a Bundle
            at `where`, either is 422.
    """
    if isinstance(body, dict) and text_at(body, "resourceType") == "Parameters":
        if not 1 <= len(list_at(body, "parameter")) <= MOST_OPERATIONS:
            text = f"A FHIRPath Patch has 1 to {MOST_OPERATIONS} operations"
            raise _unreadable(text, where)
        for element in elements_of(body):
            _require_changeable(kind, element, where)
        return partial(fhirpath_patched, body)
    return partial(_json_patched, _operations(kind, body, where))


def patch_in(resource: JsonObject, where: str) -> JsonValue:
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
            raise _unreadable(f"The patch is not JSON in Base64: {error}"[:200], f"{where}.data") from error
    raise _unreadable(f"A PATCH entry holds Parameters, or a Binary of {MEDIA_TYPES[0]}", where)


def _unreadable(text: str, where: str) -> RefusedError:
    return RefusedError(outcome_answer(422 if where else 400, "structure", text, where))


def _asked(kind: ResourceKind) -> Change:
    body = read_body(request, (*MEDIA_TYPES, *FHIR_MEDIA_TYPES))
    is_json_patch = request.mimetype in MEDIA_TYPES
    if is_json_patch is isinstance(body, dict):
        text = f"{MEDIA_TYPES[0]} is an array, {FHIR_MEDIA_TYPES[0]} a Parameters resource"
        raise _unreadable(text, "")
    return change_of(kind, body)


def _json_patched(operations: Sequence[JsonObject], resource: JsonObject) -> JsonObject:
    return cast("JsonObject", jsonpatch.apply_patch(resource, operations))


def _operations(kind: ResourceKind, body: JsonValue, where: str) -> list[JsonObject]:
    if not isinstance(body, list) or not body or len(body) > MOST_OPERATIONS:
        raise _unreadable(f"A JSON Patch is an array of 1 to {MOST_OPERATIONS} operations", where)
    for operation in body:
        name, path = text_at(operation, "op"), text_at(operation, "path")
        if name not in OPERATIONS or path is None:
            text = (
                f"An operation has `op`, one of {', '.join(OPERATIONS)}, and `path`, not {json.dumps(operation)[:80]}"
            )
            raise _unreadable(text, where)
        _require_changeable(kind, path.split("/")[1] if path.startswith("/") else "", where)
    return cast("list[JsonObject]", body)


def _require_changeable(kind: ResourceKind, element: str, where: str) -> None:
    if kind.changeable and element not in kind.changeable:
        text = f"Only {', '.join(sorted(kind.changeable))} of {kind.type} can be patched, not {element[:40] or 'all'}"
        raise not_allowed(text, where)
