"""Binary (FHIR R4, 2.27): content that is not FHIR, as it is or wrapped, as the Accept header has it."""

import base64

from flask import Request, Response, request

from sandbox.fhir.access import RefusedError
from sandbox.fhir.interactions.call import MEDIA_TYPES, require_acceptable, with_version
from sandbox.fhir.operation_outcome import fhir_answer, outcome_answer
from sandbox.fhir.store import Kept
from sandbox.json_value import JsonObject


def leave_to_the_content(asked: Request) -> None:
    """Accept any media type for now (see `sandbox.fhir.interactions.call.interaction`): `binary_answer` decides."""
    if asked.args.get("_format") is not None:
        require_acceptable(asked)


def binary_answer(binary_id: str, content: bytes, media_type: str, kept: Kept | None = None) -> Response:
    """Answer content as it is, unless FHIR JSON is what is preferred; with its version, if it is `kept`.

    Raises:
        RefusedError: neither is acceptable (406).
    """
    if _wrapped(media_type):
        answer = fhir_answer(200, _as_fhir(binary_id, content, media_type, kept))
    else:
        answer = Response(content, content_type=media_type)
        answer.headers["Cache-Control"] = "no-store"
        answer.headers["X-Content-Type-Options"] = "nosniff"
    return with_version(answer, kept) if kept else answer


def _as_fhir(binary_id: str, content: bytes, media_type: str, kept: Kept | None) -> JsonObject:
    data = base64.b64encode(content).decode()
    meta: JsonObject = {"meta": {"versionId": str(kept.version)}} if kept else {}
    return {"resourceType": "Binary", "id": binary_id, **meta, "contentType": media_type, "data": data}


def _wrapped(media_type: str) -> bool:
    if request.args.get("_format") is not None:
        return True
    if not request.accept_mimetypes:
        return False
    best = request.accept_mimetypes.best_match([media_type, *MEDIA_TYPES])
    if best is None:
        served = f"{media_type} or {MEDIA_TYPES[0]}"
        raise RefusedError(outcome_answer(406, "not-supported", f"Only {served} is served; see the Accept header"))
    return best != media_type
