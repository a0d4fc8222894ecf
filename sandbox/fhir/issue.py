"""One thing to say about a resource (FHIR R4, OperationOutcome.issue)."""

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "information"]


@dataclass(frozen=True)
class Issue:
    """An issue: `code` is of FHIR's issue-type, `expression` a FHIRPath to the place, empty when there is none."""

    severity: Severity
    code: str
    diagnostics: str
    expression: str = ""


def error(code: str, diagnostics: str, expression: str = "") -> Issue:
    """Say that the resource is refused."""
    return Issue("error", code, diagnostics, expression)


def warning(code: str, diagnostics: str, expression: str = "") -> Issue:
    """Say that something should be mended, though the resource is accepted."""
    return Issue("warning", code, diagnostics, expression)


def not_checked(reason: str, expression: str = "") -> Issue:
    """Say what could not be checked, and why."""
    return Issue("information", "informational", f"Not checked: {reason}", expression)
