"""What may be changed of a document that is there (PDSm 3.1.1, flux 03): status, confidentiality, archiving."""

from collections.abc import Iterator
from typing import Final, cast

from sandbox.fhir.access import RefusedError
from sandbox.fhir.documents.ownership import require_mine
from sandbox.fhir.documents.vocabulary import INVISIBLE, IS_ARCHIVED, labels_of
from sandbox.fhir.interactions.call import not_allowed
from sandbox.fhir.interactions.write import Write
from sandbox.fhir.json_text import read_kept
from sandbox.fhir.operation_outcome import outcome_answer
from sandbox.fhir.search.query import Criterion, Query, TokenValue
from sandbox.fhir.store import Kept
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject, JsonValue

CHANGEABLE: Final = frozenset({"status", "securityLabel", "extension"})
_STATUSES: Final = ("current", "superseded")
_NOT_PATCHABLE: Final = "Only status, securityLabel and the extension isArchived of a document can be patched, not "


def amend(write: Write, previous: Kept) -> JsonObject:
    """Return the document as changed.

    Raises:
        RefusedError: it is another app's (403), another element changed (405), a document that something replaces
            would be current again (409), a status or a label that no app may set (422).
    """
    require_mine(write.call, previous)
    resource = write.resource
    present = cast("JsonObject", read_kept(write.call.naming.told(previous.text)))
    others = sorted(set(_changed(present, resource)))
    if others:
        raise not_allowed(_NOT_PATCHABLE + ", ".join(others)[:80], write.where)
    _require_allowed(write, present, previous.id)
    return resource


def _changed(present: JsonObject, resource: JsonObject) -> Iterator[str]:
    for name in {*present, *resource} - {"status", "securityLabel", "meta", "extension"}:
        if present.get(name) != resource.get(name):
            yield name
    if _other_extensions(present) != _other_extensions(resource):
        yield "extension"


def _other_extensions(resource: JsonObject) -> list[JsonValue]:
    return [one for one in list_at(resource, "extension") if text_at(one, "url") != IS_ARCHIVED]


def _require_allowed(write: Write, present: JsonObject, document_id: str) -> None:
    status = text_at(write.resource, "status")
    if status not in _STATUSES:
        text = f"status is {' or '.join(_STATUSES)}; {str(status)[:30]} is not used (PDSm 3.1.1, flux 03)"
        raise RefusedError(outcome_answer(422, "business-rule", text, write.at("status")))
    if INVISIBLE in labels_of(write.resource.get("securityLabel")):
        text = f"Only a professional keeps a document from its holder: leave {INVISIBLE} out"
        raise RefusedError(outcome_answer(422, "business-rule", text, write.at("securityLabel")))
    if status == "current" and present.get("status") == "superseded" and _is_replaced(write, document_id):
        text = "A document replaces this one: it cannot be current again"
        raise RefusedError(outcome_answer(409, "conflict", text, write.at("status")))


def _is_replaced(write: Write, document_id: str) -> bool:
    """Tell whether a document of the record replaces another."""
    relating = Criterion("relatesto", "reference", (TokenValue("DocumentReference", document_id),))
    found = write.writing.search(Query(write.kind, (relating,)), write.call.owner).matches
    return any(text_at(one, "code") == "replaces" for kept in found for one in list_at(kept.read(), "relatesTo"))
