"""What a record holds, in plain lines for its holder: read from the store of all APIs, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from sandbox.fhir.apis.agenda import AGENDA
from sandbox.fhir.apis.documents import DOCUMENTS
from sandbox.fhir.apis.measures import MEASURES
from sandbox.fhir.apis.messages import MESSAGES
from sandbox.fhir.documents.visibility import is_masked
from sandbox.fhir.interactions.call import settle_record
from sandbox.fhir.resource_kind import FhirApi, ResourceKind
from sandbox.fhir.search.query import Query
from sandbox.fhir.store import FhirStore, Kept
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona
from sandbox.spaces import Space

PAGE: Final = 20  # lines


@dataclass(frozen=True)
class Amount:
    """What was measured: one value or several of one unit, as the resource writes them."""

    values: tuple[str, ...]
    unit: str


@dataclass(frozen=True)
class Line:
    """A document, a measure, an appointment or a message.

    Attributes:
        when: an instant or a date of FHIR; empty where there is none.
        detail: who wrote it, whom it is with, what it says; the resource's own words.
        masked: whether the holder hid it from professionals; documents only.
        amount: how much it was; measures only.
        language: of title and detail; French, the language of the space, unless a document says another.
    """

    id: str
    when: str
    title: str
    detail: str
    masked: bool = False
    amount: Amount | None = None
    language: str = "fr"


@dataclass(frozen=True)
class Lines:
    """A page of lines, the latest first; `total` counts all."""

    lines: tuple[Line, ...]
    total: int
    number: int

    @property
    def more(self) -> bool:
        """Whether there is a page after this one."""
        return (self.number + 1) * PAGE < self.total


@dataclass(frozen=True)
class Part:
    """A part of the record as its pages call it: an API, a kind of its resources, and the family of the access log."""

    name: str
    api: FhirApi
    type: str

    @property
    def kind(self) -> ResourceKind:
        """The kind of resources that it shows."""
        return next(kind for kind in self.api.kinds if kind.type == self.type)


PARTS: Final = {
    part.name: part
    for part in (
        Part("documents", DOCUMENTS, "DocumentReference"),
        Part("measures", MEASURES, "Observation"),
        Part("appointments", AGENDA, "Appointment"),
        Part("messages", MESSAGES, "Communication"),
    )
}


def lines(space: Space, holder: Persona, part: Part, number: int = 0) -> Lines:
    """Return a page of a part of somebody's record."""
    settle_record(space, part.api, holder)
    found = space.part(FhirStore).search(Query(part.kind, count=PAGE, page=number, total="accurate"), holder.id)
    return Lines(tuple(_line(kept) for kept in found.matches), found.total or 0, number)


def count(space: Space, holder: Persona, part: Part) -> int:
    """Return how many lines a part of somebody's record has."""
    settle_record(space, part.api, holder)
    found = space.part(FhirStore).search(Query(part.kind, summary="count", total="accurate"), holder.id)
    return found.total or 0


def _line(kept: Kept) -> Line:
    resource = kept.read()
    match kept.type:
        case "DocumentReference":
            authors = ", ".join(_names(resource))
            title = text_at(resource, "description") or _title(resource)
            return Line(
                kept.id, _moment(resource, "date"), title, authors, is_masked(resource), language=_language(resource)
            )
        case "Observation":
            when, title = _moment(resource, "effectiveDateTime"), _said(resource, "code")
            return Line(kept.id, when, title, "", amount=_amount(resource))
        case "Appointment":
            start = _moment(resource, "start") or _moment(object_at(resource, "requestedPeriod"), "start")
            return Line(kept.id, start, text_at(resource, "description") or _reason(resource), _actors(resource))
        case _:
            subject = text_at(object_at(resource, "topic"), "text") or ""
            return Line(kept.id, _moment(resource, "sent"), subject, _text(resource))


def _moment(resource: JsonObject, name: str) -> str:
    return text_at(resource, name) or ""


def _title(resource: JsonObject) -> str:
    attachments = [object_at(content, "attachment") for content in list_at(resource, "content")]
    return next((title for one in attachments if (title := text_at(one, "title"))), _said(resource, "type"))


def _language(resource: JsonObject) -> str:
    attachments = [object_at(content, "attachment") for content in list_at(resource, "content")]
    return next((language for one in attachments if (language := text_at(one, "language"))), "fr")


def _names(resource: JsonObject) -> Iterator[str]:
    authors = {(text_at(one, "reference") or "").removeprefix("#") for one in list_at(resource, "author")}
    for contained in list_at(resource, "contained"):
        if text_at(contained, "id") in authors and isinstance(contained, dict):
            for name in list_at(contained, "name"):
                given = " ".join(str(one) for one in list_at(name, "given"))
                yield text_at(name, "text") or f"{given} {text_at(name, 'family') or ''}".strip()


def _said(resource: JsonValue, name: str) -> str:
    concept = object_at(resource, name)
    displays = (text_at(coding, "display") or text_at(coding, "code") for coding in list_at(concept, "coding"))
    return text_at(concept, "text") or next((display for display in displays if display), "")


def _amount(resource: JsonObject) -> Amount:
    parts = [one for one in list_at(resource, "component") if isinstance(one, dict)] or [resource]
    values = [object_at(one, "valueQuantity") for one in parts]
    told = tuple(str(value["value"]) for value in values if "value" in value)
    unit = next((text_at(value, "unit") or text_at(value, "code") or "" for value in values), "")
    return Amount(told, unit)


def _reason(resource: JsonObject) -> str:
    reasons = ({"code": one} for one in (*list_at(resource, "reasonCode"), *list_at(resource, "serviceType")))
    return next((said for one in reasons if (said := _said(one, "code"))), "")


def _actors(resource: JsonObject) -> str:
    actors = [object_at(one, "actor") for one in list_at(resource, "participant")]
    return ", ".join(display for one in actors if (display := text_at(one, "display")))


def _text(resource: JsonObject) -> str:
    return "\n".join(text for one in list_at(resource, "payload") if (text := text_at(one, "contentString")))
