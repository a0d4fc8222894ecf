"""What changes the meaning of a resource unbeknown to the reader must not be taken (FHIR R4, 2.4.0.3 and 2.36.0.1)."""

from collections.abc import Iterator
from typing import Final

from sandbox.fhir.issue import Issue, error
from sandbox.json_reading import text_at
from sandbox.json_value import JsonValue

_MODIFIERS: Final = ("implicitRules", "modifierExtension")


def not_understood(resource: JsonValue) -> Iterator[Issue]:
    """Refuse rules and modifier extensions that the space does not know: it knows none."""
    kind = text_at(resource, "resourceType") or "Resource"
    for name in _MODIFIERS:
        if isinstance(resource, dict) and name in resource:
            yield error("extension", f"{kind}.{name} is not understood here: leave it out", f"{kind}.{name}")
