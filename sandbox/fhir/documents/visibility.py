"""From whom a document is kept (TRE_A07), and how a professional shows it at last."""

from collections.abc import Sequence
from typing import Final

from sandbox.clock import Clock
from sandbox.fhir.documents.vocabulary import INVISIBLE, MASKED, labels_of, vocabulary
from sandbox.fhir.kind_declaration import KindDeclaration
from sandbox.fhir.store import FhirStore
from sandbox.json_reading import list_at, object_at
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.persona import Persona
from sandbox.spaces import Space

_HOLDERS: Final = "securityLabel"


def is_invisible(resource: JsonObject) -> bool:
    """Tell whether a resource is kept from the person and so from their apps, until it is announced to them."""
    meta = object_at(resource, "meta")
    return INVISIBLE in labels_of(resource.get(_HOLDERS)) | labels_of(meta.get("security"))


def announce(
    space: Space, persona: Persona, kinds: Sequence[KindDeclaration], document: str | None = None
) -> tuple[str, ...]:
    """Show a person what was kept from them: one document, by the id of its DocumentReference, or all.

    Returns the ids of the documents that they see now and did not see before. The record must be settled.
    """
    store = space.part(FhirStore)
    moment = space.part(Clock).today().isoformat(timespec="milliseconds")
    shown: list[str] = []
    with store.transaction() as writing:
        for kind, kept in [(one, kept) for one in kinds for kept in writing.withheld(one.type, persona.id)]:
            resource = kept.read()
            if document is None or document in _documents(resource):
                writing.keep(kind, shown_at(resource, moment), persona.id, now=space.part(Clock).now())
                shown += [kept.id] if kind.type == "DocumentReference" else []
    return tuple(shown)


def _documents(resource: JsonObject) -> set[str]:
    """Return the ids of the documents that a DocumentReference, its Binary or its List is about."""
    items = [object_at(entry, "item") for entry in list_at(resource, "entry")]
    references = [one.get("reference") for one in (*items, object_at(resource, "securityContext"))]
    return {str(resource["id"]), *(str(one).rpartition("/")[2] for one in references if one)}


def shown_at(resource: JsonObject, moment: str) -> JsonObject:
    """Return a resource that is hidden no more, as it is to be kept next."""
    meta = object_at(resource, "meta")
    security = _others(list_at(meta, "security"))
    kept: JsonObject = {name: value for name, value in meta.items() if name != "security"}
    kept["lastUpdated"] = moment
    told: JsonObject = {**resource, "meta": {**kept, "security": security} if security else kept}
    if _HOLDERS in resource:
        told[_HOLDERS] = _others(list_at(resource, _HOLDERS))
    return told


def _others(labels: list[JsonValue]) -> list[JsonValue]:
    return [label for label in labels if INVISIBLE not in labels_of([label])]


def is_masked(resource: JsonObject) -> bool:
    """Tell whether the holder masked a document from professionals (MASQUE_PS)."""
    return MASKED in labels_of(resource.get(_HOLDERS))


def mask(space: Space, persona: Persona, kind: KindDeclaration, document: str, *, masked: bool) -> bool:
    """Mask a document from professionals, or show it to them; `kind` is that of DocumentReference.

    Returns whether that changed anything; a document that is not there, or not for the holder to see, is left alone.
    The record must be settled.
    """
    moment = space.part(Clock).today().isoformat(timespec="milliseconds")
    with space.part(FhirStore).transaction() as writing:
        kept = writing.find(kind.type, document, persona.id)
        if kept is None or is_masked(resource := kept.read()) is masked:
            return False
        labels = [label for label in list_at(resource, _HOLDERS) if MASKED not in labels_of([label])]
        if masked:
            labels.append(vocabulary().labels[MASKED].concept)
        meta: JsonObject = {**object_at(resource, "meta"), "lastUpdated": moment}
        changed: JsonObject = {**resource, "meta": meta, _HOLDERS: labels}
        if not labels:
            del changed[_HOLDERS]  # FHIR knows no empty array
        writing.keep(kind, changed, persona.id, now=space.part(Clock).now())
    return True
