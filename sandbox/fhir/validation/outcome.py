"""What the issues of a validation come to."""

from collections.abc import Iterable
from typing import Literal

from sandbox.fhir.issue import Issue

Outcome = Literal["valid", "invalid", "not_checked"]


def outcome(issues: Iterable[Issue]) -> Outcome:
    """Sum issues up: an error makes invalid; a doubt that could not be settled, not checked; warnings do not count."""
    severities = {issue.severity for issue in issues}
    if "error" in severities:
        return "invalid"
    return "not_checked" if "information" in severities else "valid"
