"""Validation of a resource."""

from collections.abc import Sequence

from sandbox.fhir.issue import Issue
from sandbox.json_value import JsonValue


def validate(_resource: JsonValue, _profiles: Sequence[str] = ()) -> tuple[Issue, ...]:
    """Stand in until the engine is here."""
    return ()
