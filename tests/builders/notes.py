"""A small API made up for tests of the core: notes about people, which lead to one another and to authors."""

from __future__ import annotations

from typing import Any

from sandbox.fhir.resource_kind import FhirApi, ResourceKind
from sandbox.fhir.search.parameter import SearchParameter

EVERYTHING_ORDINARY = frozenset({"read", "vread", "search-type", "create", "update", "patch", "delete"})
AUTHOR = ResourceKind(
    "Practitioner",
    frozenset({"read", "search-type"}),
    (
        SearchParameter("identifier", "token", "identifier"),
        SearchParameter("name", "string", "name"),
    ),
)
NOTE = ResourceKind(
    "Communication",
    EVERYTHING_ORDINARY,  # type: ignore[arg-type]
    (
        SearchParameter("status", "token", "status"),
        SearchParameter("category", "token", "category"),
        SearchParameter("sent", "date", "sent"),
        SearchParameter("topic", "string", "topic.text"),
        SearchParameter("sender", "reference", "sender", ("Practitioner",)),
        SearchParameter("part-of", "reference", "partOf", ("Communication",)),
        SearchParameter("instantiates", "uri", "instantiatesUri"),
    ),
    patient=("subject",),
    moment="sent",
    includes=("Communication:sender",),
    reverse_includes=("Communication:part-of",),
)
NOTES = FhirApi("messages", "/api/notes", "Notes, for tests.", (NOTE, AUTHOR))


def note(note_id: str, **elements: Any) -> dict[str, Any]:  # noqa: ANN401 - any element
    """Return a note."""
    return {"resourceType": "Communication", "id": note_id, "status": "completed", **elements}


def author(author_id: str, rpps: str, family: str) -> dict[str, Any]:
    """Return an author."""
    identifier = [{"system": "urn:oid:1.2.250.1.71.4.2.1", "value": rpps}]
    return {"resourceType": "Practitioner", "id": author_id, "identifier": identifier, "name": [{"family": family}]}
