"""How documents, submission sets and their sources are named: unique ids as URIs, and references within a record."""

from collections.abc import Iterator
from typing import Final

from sandbox.fhir.documents.record import SPACE_ITSELF
from sandbox.fhir.documents.vocabulary import SOURCE_ID, URIS
from sandbox.fhir.interactions.write import Write
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.search.query import Criterion, Query, TokenValue
from sandbox.fhir.store import Kept
from sandbox.fhir.validation.formats import format_of
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject

_DOCUMENT: Final = "DocumentReference"
_HELD: Final = (_DOCUMENT, "List")  # what a List of MHD may hold: documents, and folders
_UNIQUE: Final = tuple(map(format_of, ("oid", "uuid")))


def unique_id_rules(document: JsonObject) -> Iterator[Issue]:
    """Demand that the unique id be a whole OID or UUID as a URI (IHE MHD, UniqueIdIdentifier)."""
    unique, where = object_at(document, "masterIdentifier"), f"{_DOCUMENT}.masterIdentifier"
    if not unique:
        return  # the profile demands it
    if text_at(unique, "system") != URIS:
        yield error("value", f"masterIdentifier.system must be {URIS}", f"{where}.system")
    value = text_at(unique, "value") or ""
    if all(wrong(value) for wrong in _UNIQUE):
        text = f"masterIdentifier.value must be urn:oid: and an OID, or urn:uuid: and a UUID, not {value[:60]!r}"
        yield error("value", text, f"{where}.value")


def source_id_rules(submitted: JsonObject) -> Iterator[Issue]:
    """Refuse a submission that says it comes from the space itself: what the space writes bears that OID alone."""
    for number, extension in enumerate(list_at(submitted, "extension")):
        source = text_at(object_at(extension, "valueIdentifier"), "value")
        if text_at(extension, "url") == SOURCE_ID and source == SPACE_ITSELF:
            text = f"ihe-sourceId names who submits: {SPACE_ITSELF} is the space itself, give the OID of your solution"
            yield error("business-rule", text, f"List.extension[{number}].valueIdentifier.value")


def member_issues(write: Write) -> Iterator[Issue]:
    """Refuse members of a List that are neither of its Bundle nor in the record, as far as the app may see it."""
    for number, entry in enumerate(list_at(write.resource, "entry")):
        item = object_at(entry, "item")
        reference = _relative(write, item)
        made = reference in write.together and reference.partition("/")[0] in _HELD
        if not made and find_named(write, item) is None:
            text = (
                f"{reference[:80] or 'An item without a reference'} is no document of this Bundle, and none of the"
                " record that the app may see: name the fullUrl of an entry, or DocumentReference/ID"
            )
            yield error("not-found", text, write.at(f"entry[{number}].item"))


def find_named(write: Write, element: JsonObject) -> Kept | None:
    """Return the document or List that a Reference leads to in the record; a document also by its identifier alone."""
    kind, _, rest = _relative(write, element).partition("/")
    if kind in _HELD:
        return write.writing.find(kind, rest.partition("/")[0], write.call.owner)
    identifier, documents = object_at(element, "identifier"), write.call.api.kind(_DOCUMENT)
    value = text_at(identifier, "value")
    if not value or documents is None:
        return None
    wanted = TokenValue(text_at(identifier, "system"), value)
    query = Query(documents, (Criterion("identifier", "token", (wanted,)),))
    matches = write.writing.search(query, write.call.owner).matches
    return matches[0] if len(matches) == 1 else None


def _relative(write: Write, element: JsonObject) -> str:
    return (text_at(element, "reference") or "").removeprefix(f"{write.call.root}/")
