"""FHIR-13, 14, 38, 46 to 48, REV-07: API Mesures does not do what it is asked, and says why."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from sandbox.fhir.access import BAD_ID_TOKEN, OTHER_IDPE, OTHER_OID
from sandbox.hooks import BusinessCall, JsonAnswer

if TYPE_CHECKING:
    from sandbox.json_value import JsonObject, JsonValue

Refusal = Literal[
    "idpe_mismatch",
    "oid_conflict",
    "id_token_invalid",
    "invalid_content",
    "markup",
    "error_with_status_200",
    "token_revoked",
]
_MARKUP: Final = 'No <b>search</b> mode detected <img src="/poincon-markup" onerror="poinconMarkup()">'
_UNAUTHORIZED: Final = 401
_ANSWERS: Final[dict[str, tuple[int, tuple[tuple[str, str], ...]]]] = {  # status, and the code and text of each issue
    "idpe_mismatch": (403, (("forbidden", OTHER_IDPE),)),
    "oid_conflict": (409, (("conflict", OTHER_OID),)),
    "id_token_invalid": (400, (("invalid", BAD_ID_TOKEN),)),
    "invalid_content": (
        422,
        (("invalid", "Observation.meta.profile is missing"), ("value", "Observation has no value")),
    ),
    "markup": (400, (("invalid", _MARKUP),)),
    "token_revoked": (401, (("login", "Unauthorized"),)),
    "error_with_status_200": (200, (("exception", "The record could not be read"),)),
}


@dataclass(frozen=True)
class MeasuresRefused:
    """Refuses every call to API Mesures in one `direction` before it is done (API Mesures 1.5.2, errors)."""

    id: ClassVar[str] = "measures_refused"
    refusal: Refusal = "idpe_mismatch"
    direction: Literal["read", "write"] = "read"

    def business_call(self, call: BusinessCall) -> BusinessCall:
        """Return the call answered by an OperationOutcome; one of another family or direction stays as it is."""
        if (call.family, call.way) != ("measures", self.direction):
            return call
        status, issues = _ANSWERS[self.refusal]
        told: list[JsonValue] = [
            {"severity": "error", "code": code, "diagnostics": diagnostics} for code, diagnostics in issues
        ]
        outcome: JsonObject = {"resourceType": "OperationOutcome", "issue": told}
        headers = {"WWW-Authenticate": f'{call.scheme} error="invalid_token"'} if status == _UNAUTHORIZED else {}
        return replace(call, answer=JsonAnswer(status, outcome, headers))
