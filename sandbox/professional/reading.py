"""The documents of a record as a professional sees them: with those not announced yet, masked ones by right."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.fhir.apis.documents import DOCUMENTS
from sandbox.fhir.documents.content import Content
from sandbox.fhir.documents.received import NoDocumentError
from sandbox.fhir.documents.visibility import is_invisible, is_masked
from sandbox.fhir.interactions.call import settle_record
from sandbox.fhir.resources.binary import BINARY, content_in
from sandbox.fhir.resources.document_reference import DOCUMENT_REFERENCE
from sandbox.fhir.search.query import Query
from sandbox.fhir.store import FhirStore
from sandbox.holder.professional_rights import Right, sees_masked
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona
from sandbox.people.professional import Professional
from sandbox.spaces import Space

_PAGE: Final = 100


@dataclass(frozen=True)
class DocumentLine:
    """A document in a list; the words of its type, its title and its author are French, as they were written.

    Attributes:
        is_hidden: kept from the holder until a professional announces it.
        is_mine: written by the professional who reads.
    """

    id: str
    title: str
    type: str
    author: str
    day: str
    is_masked: bool
    is_hidden: bool
    is_superseded: bool
    is_mine: bool
    content_id: str | None


def documents(space: Space, holder: Persona, professional: Professional, right: Right) -> list[DocumentLine]:
    """Return the documents that a professional may see, the latest first."""
    found = [
        _line(resource, professional)
        for resource in _all_documents(space, holder)
        if sees_masked(right) or not is_masked(resource) or _is_by(resource, professional)
    ]
    return sorted(found, key=lambda line: line.day, reverse=True)


def document(
    space: Space, holder: Persona, professional: Professional, right: Right, document_id: str
) -> DocumentLine | None:
    """Return one of those documents."""
    return next((one for one in documents(space, holder, professional, right) if one.id == document_id), None)


def content(space: Space, holder: Persona, line: DocumentLine) -> Content | None:
    """Return the content of a document that may be seen."""
    store, wanted = space.part(FhirStore), line.content_id or ""
    kept = store.find(BINARY.type, wanted, holder.id)
    if kept is None:
        with store.transaction() as writing:
            kept = writing.find_hidden(BINARY.type, wanted, holder.id)
    try:
        return content_in(kept.read()) if kept else None
    except NoDocumentError:
        return None


def _all_documents(space: Space, holder: Persona) -> Iterator[JsonObject]:
    settle_record(space, DOCUMENTS, holder)
    store = space.part(FhirStore)
    number, more = 0, True
    while more:
        page = store.search(Query(DOCUMENT_REFERENCE, (), count=_PAGE, page=number), holder.id)
        yield from (kept.read() for kept in page.matches)
        number, more = number + 1, page.more
    with store.transaction() as writing:
        withheld = writing.withheld(DOCUMENT_REFERENCE.type, holder.id)
    yield from (kept.read() for kept in withheld)


def _line(resource: JsonObject, professional: Professional) -> DocumentLine:
    attachment = object_at(next(iter(list_at(resource, "content")), None), "attachment")
    url = text_at(attachment, "url") or ""
    return DocumentLine(
        id=str(resource["id"]),
        title=text_at(attachment, "title") or text_at(resource, "description") or "",
        type=_words(resource.get("type")),
        author=_author(resource),
        day=(text_at(resource, "date") or "")[:10],
        is_masked=is_masked(resource),
        is_hidden=is_invisible(resource),
        is_superseded=text_at(resource, "status") == "superseded",
        is_mine=_is_by(resource, professional),
        content_id=url.rpartition("/Binary/")[2] or None,
    )


def _authors(resource: JsonObject) -> Iterator[JsonObject]:
    """Give the authors: resources inside the document, or what is told of those who are only named."""
    contained = {f"#{text_at(one, 'id')}": one for one in list_at(resource, "contained") if isinstance(one, dict)}
    for one in list_at(resource, "author"):
        found = contained.get(text_at(one, "reference") or "")
        yield {"name": [{"text": text_at(one, "display")}]} if found is None else found


def _is_by(resource: JsonObject, professional: Professional) -> bool:
    return any(
        text_at(author, "resourceType") == "Practitioner" and text_at(identifier, "value") == professional.rpps
        for author in _authors(resource)
        for identifier in list_at(author, "identifier")
    )


def _author(resource: JsonObject) -> str:
    for author in _authors(resource):
        for name in list_at(author, "name"):
            given = [one for one in list_at(name, "given") if isinstance(one, str)]
            told = text_at(name, "text") or " ".join((*given, text_at(name, "family") or ""))
            if told.strip():
                return told.strip()
    return ""


def _words(concept: JsonValue) -> str:
    coding = next(iter(list_at(concept, "coding")), None)
    return text_at(concept, "text") or text_at(coding, "display") or text_at(coding, "code") or ""
