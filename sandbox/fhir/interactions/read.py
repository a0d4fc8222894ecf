"""Reading one resource: `GET [base]/TYPE/ID`, and one version of it (FHIR R4, 3.1.0.2 and 3.1.0.3)."""

from typing import cast

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import Call, instead, resource_answer, with_version
from sandbox.fhir.json_text import read_kept
from sandbox.fhir.kind_declaration import KindDeclaration
from sandbox.fhir.operation_outcome import fhir_answer, outcome_answer
from sandbox.fhir.store import Kept
from sandbox.hooks import ReadResource, apply_made
from sandbox.json_value import JsonObject
from sandbox.whole_number import whole_number

_MOST_DIGITS = 9


def read(call: Call, kind: KindDeclaration) -> ResponseReturnValue:
    """Answer a resource of the person, or one that belongs to nobody."""
    kept = find(call, kind, str((request.view_args or {})["id"]))
    told = apply_made(call.exchange, "read_resource", lambda: ReadResource(_as_read(call, kept)))
    if told is None or told == ReadResource(_as_read(call, kept)):
        if request.if_none_match.contains_weak(str(kept.version)):
            return Response(status=304, headers={"ETag": kept.etag, "Cache-Control": "no-store"})
        return resource_answer(call, 200, kept)
    if told.answer is not None:
        return instead(told.answer)
    return with_version(fhir_answer(200, told.resource), kept)


def _as_read(call: Call, kept: Kept) -> JsonObject:
    return cast("JsonObject", read_kept(call.naming.told(kept.text)))


def vread(call: Call, kind: KindDeclaration) -> ResponseReturnValue:
    """Answer one version of a resource."""
    asked = request.view_args or {}
    named, version = call.named(kind.type, str(asked["id"])), str(asked["version"])
    kept = call.store.find(kind.type, named, call.owner)
    number = whole_number(version, _MOST_DIGITS) or 0  # no version is called so
    if kept is None or kept.version != number:
        kept = call.store.past(kind.type, named, number, call.owner)
    if kept is None:
        raise RefusedError(
            outcome_answer(404, "not-found", f"There is no version {version[:10]} of {kind.type}/{asked['id']}")
        )
    return resource_answer(call, 200, kept)


def find(call: Call, kind: KindDeclaration, resource_id: str) -> Kept:
    """Return a resource that the call may see.

    Raises:
        RefusedError: there is none (404), or there was one (410). What belongs to somebody else is not there.
    """
    named = call.named(kind.type, resource_id)
    kept = call.store.find(kind.type, named, call.owner)
    if kept is not None:
        return kept
    if call.store.is_gone(kind.type, named, call.owner):
        raise RefusedError(outcome_answer(410, "deleted", f"{kind.type}/{resource_id} was deleted"))
    raise RefusedError(outcome_answer(404, "not-found", f"There is no {kind.type}/{resource_id[:64]}"))
