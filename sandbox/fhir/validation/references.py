"""Where a Reference leads (FHIR R4, 2.3.0), as far as the resource itself can tell."""

import re

from sandbox.fhir.validation import archive
from sandbox.fhir.validation.examination import Examination
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject

# The last two steps of a URL, a version after them, or the condition of a conditional reference.
_RESTFUL = re.compile(r"(?:.*/)?([A-Z][A-Za-z]{2,60})(?:/[A-Za-z0-9\-.]{1,64}(?:/_history/[A-Za-z0-9\-.]{1,64})?|\?.*)")
_LONGEST = 2048


def target_type(reference: JsonObject, run: Examination) -> str | None:
    """Return the type of the resource that a Reference leads to, or None when that cannot be told."""
    literal = text_at(reference, "reference")
    if literal is None:
        return _known(text_at(reference, "type"))
    if literal.startswith("#"):
        return _known(text_at(run.contained_named(literal[1:]), "resourceType"))
    named = text_at(run.entry_named(literal), "resourceType")
    if named is None and len(literal) <= _LONGEST:
        match = _RESTFUL.fullmatch(literal)
        named = match[1] if match else None
    return _known(named)


def _known(name: str | None) -> str | None:
    return name if name in archive.resource_types() else None
