"""OperationOutcome: how a FHIR server says what went wrong (FHIR R4, 2.34; API Mesures 1.5.2)."""

from collections.abc import Iterable
from typing import cast

from flask import Response

from sandbox.fhir.issue import Issue
from sandbox.fhir.json_text import write_json
from sandbox.json_value import JsonObject, JsonValue

FHIR_JSON = "application/fhir+json; charset=utf-8"


def operation_outcome(issues: Iterable[Issue]) -> JsonObject:
    """Write issues as an OperationOutcome."""
    written: list[JsonValue] = []
    for issue in issues:
        entry: JsonObject = {"severity": issue.severity, "code": issue.code, "diagnostics": issue.diagnostics}
        if issue.expression:
            entry["expression"] = cast("list[JsonValue]", [issue.expression])
        written.append(entry)
    return {"resourceType": "OperationOutcome", "issue": written}


def fhir_answer(status: int, resource: JsonObject) -> Response:
    """Answer a resource; nothing of a person's health may be kept by a cache."""
    return text_answer(status, write_json(resource))


def text_answer(status: int, text: str) -> Response:
    """Answer a resource that is written already."""
    answer = Response(text, status=status, content_type=FHIR_JSON)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def outcome_answer(status: int, code: str, diagnostics: str, expression: str = "") -> Response:
    """Answer one error as an OperationOutcome; `expression` is a FHIRPath to the place, if it is in a resource."""
    return fhir_answer(status, operation_outcome([Issue("error", code, diagnostics, expression)]))
