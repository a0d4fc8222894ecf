"""Verifying a QR code, as the software of a pharmacy does: no consent is asked, so little is told.

That is what the code says, to whoever holds the code, and the status of its lines, which the pharmacist must know.
"""

from typing import Any, Final, Literal

from flask import Response, request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.fhir.json_text import write_json
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.prescriptions.kept_lines import lines_of, statuses
from sandbox.fhir.prescriptions.signed_content import SCHEME, TYP, UnreadableCodeError, kid_of, read_code
from sandbox.fhir.prescriptions.signing_key import PrescriptionKey
from sandbox.fhir.resources.medication_request import MEDICATION_REQUEST, request_id
from sandbox.fhir.store import FhirStore
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.signed_claims import ClaimsError, open_claims
from sandbox.real_identity_guard import real_identity_in
from sandbox.spaces import Space

LARGEST_CODE: Final = 16 * 1024  # bytes
_OVER: Final = frozenset({"cancelled", "stopped"})

Result = Literal["genuine", "dispensed", "expired", "withdrawn", "altered", "unknown"]


def publish_key(space: Space, _exchange: Exchange) -> ResponseReturnValue:
    """Answer the JSON Web Key Set with which codes are verified without asking the space."""
    return Response(write_json(space.part(PrescriptionKey).public()), content_type="application/jwk-set+json")


def verify(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Answer what the text of a QR code is worth now."""
    if request.mimetype != "text/plain":
        return outcome_answer(415, "not-supported", "The body must be text/plain: the text of the QR code")
    why = real_identity_in(space, exchange, request)
    if why is not None:
        return outcome_answer(422, "business-rule", why)
    text = request.get_data().decode("utf-8", "replace").strip()
    if not text:
        return outcome_answer(400, "required", "The body is empty: it must be the text of the QR code")
    told = judge(space, text)
    exchange.note(prescription_code=told["result"])
    answer = Response(write_json(told), content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def judge(space: Space, text: str) -> JsonObject:
    """Judge the text of a QR code: `result`, and when it is one of this space what it says and the status of its lines.

    `unknown` is no code of this space, `altered` one of its codes with something changed; `withdrawn` goes before
    `dispensed`, and that before `expired`. A prescription dispensed in part is still `genuine`.
    """
    claims = _claims(space, text)
    if not isinstance(claims, dict):
        return {"result": claims}
    number = str(claims["jti"])
    store = space.part(FhirStore)
    owner = store.owner(MEDICATION_REQUEST.type, request_id(number, 1))
    if owner is None:
        return {"result": "unknown"}
    found = statuses([*lines_of(store.find, owner, number)])
    named = zip(claims["lines"], found, strict=True)
    return {
        "result": _result(found, expired=space.part(Clock).now() >= claims["exp"]),
        "number": number,
        "prescriber": claims["rpps"],
        "ins_digest": claims["ins"],
        "written": claims["iat"],
        "until": claims["exp"],
        "lines": [
            {"atc": atc, "drug": drug, "dose": dose, "days": days, "status": status}
            for (atc, drug, dose, days), status in named
        ],
    }


def _claims(space: Space, text: str) -> dict[str, Any] | Literal["altered", "unknown"]:
    if not text.startswith(SCHEME):
        return "unknown"
    key = space.part(PrescriptionKey)
    try:
        jws = read_code(text)
    except UnreadableCodeError:
        return "altered"
    kid = kid_of(jws)
    if kid is not None and kid != key.kid:
        return "unknown"
    try:
        return open_claims(jws, typ=TYP, keys=key.key_set())
    except ClaimsError:
        return "altered"


def _result(statuses: list[str], *, expired: bool) -> Result:
    if "active" not in statuses:
        return "withdrawn" if _OVER.intersection(statuses) else "dispensed"
    return "expired" if expired else "genuine"
