"""The documents of a record as FHIR: for each a DocumentReference, its Binary, and the List it was submitted with."""

from collections.abc import Iterator
from typing import Final

from sandbox.fhir.documents.content import Content, content_of, format_of
from sandbox.fhir.documents.paper import Paper, binary_id, document_id, document_oid, submission_id
from sandbox.fhir.documents.vocabulary import (
    COMPREHENSIVE,
    DESIGNATION_TYPE,
    INVISIBLE,
    LIST_TYPES,
    MASKED,
    SOURCE_ID,
    SUBMISSION_SET,
    URIS,
    archived,
    vocabulary,
)
from sandbox.fhir.naming import PATIENT_IDENTIFIER, PATIENT_REFERENCE
from sandbox.fhir.resources.organization import organization_resource
from sandbox.fhir.resources.practitioner import practitioner
from sandbox.json_value import JsonObject, JsonValue
from sandbox.people.people import People
from sandbox.people.persona import Persona
from sandbox.people.record import Confidentiality
from sandbox.spaces import Space

SPACE_ITSELF: Final = "urn:oid:2.999.250"  # meta.source of what no app submitted
PATIENT: Final[JsonObject] = {"reference": PATIENT_REFERENCE, "type": "Patient", "identifier": PATIENT_IDENTIFIER}
_LABELS: Final[dict[Confidentiality, tuple[str, ...]]] = {
    "normal": ("N",),
    "masked_from_professionals": ("N", MASKED),
    "hidden_from_holder": ("N", INVISIBLE),
}


def documents_of(space: Space, persona: Persona, root: str) -> Iterator[JsonObject]:
    """Write the documents that a person's record holds; `root` is the base URL below which their contents are read."""
    people = space.part(People)
    documents = people.record(persona).documents
    replaced = {one.replaces for one in documents if one.replaces}
    for document in documents:
        paper = Paper(document, persona, people.directory.find(document.author))
        yield from written(paper, root, superseded=document.id in replaced)


def written(paper: Paper, root: str, *, superseded: bool = False) -> Iterator[JsonObject]:
    """Write one document: its content, its metadata, and the set with which it was submitted."""
    content = content_of(paper)
    yield _binary(paper, content)
    yield _reference(paper, content, root, superseded=superseded)
    yield _submission_set(paper)


def submission_set(of: str, patient: JsonObject, source: JsonObject, facts: JsonObject) -> JsonObject:
    """Write a submission set of one document; `facts` are the members that differ from one to the next."""
    return {
        "resourceType": "List",
        "status": "current",
        "mode": "working",
        "code": {"coding": [{"system": LIST_TYPES, "code": "submissionset"}]},
        "subject": patient,
        "source": source,
        "entry": [{"item": {"reference": f"DocumentReference/{of}"}}],
        **facts,
    }


def _binary(paper: Paper, content: Content) -> JsonObject:
    return {
        "resourceType": "Binary",
        "id": binary_id(paper.document.id),
        "meta": _meta(paper, ()),
        "contentType": content.media_type,
        "securityContext": {"reference": f"DocumentReference/{document_id(paper.document.id)}"},
        "data": content.text,
    }


def _reference(paper: Paper, content: Content, root: str, *, superseded: bool) -> JsonObject:
    document, codes = paper.document, vocabulary()
    kind, moment = codes.types[document.kind], document.written.isoformat(timespec="seconds")
    author, custodian = _author(paper), _custodian(paper)
    replaces: JsonValue = [
        {"code": "replaces", "target": {"reference": f"DocumentReference/{document_id(document.replaces or '')}"}}
    ]
    return {
        "resourceType": "DocumentReference",
        "id": document_id(document.id),
        "meta": _meta(paper, (COMPREHENSIVE,)),
        "contained": [author, custodian],
        "extension": [archived(document.archived)],
        "masterIdentifier": {"system": URIS, "value": f"urn:oid:{paper.oid}"},
        "identifier": [{"use": "official", "system": URIS, "value": f"urn:uuid:{document_id(document.id)}"}],
        "status": "superseded" if superseded else "current",
        "type": kind.concept,
        "category": [codes.class_of(kind.code).concept],
        "subject": PATIENT,
        "date": moment,
        "author": [{"reference": "#author"}],
        **({"authenticator": {"reference": "#author"}} if paper.author else {}),
        "custodian": {"reference": "#custodian"},
        **({"relatesTo": replaces} if document.replaces else {}),
        "securityLabel": [codes.labels[label].concept for label in _LABELS[document.confidentiality]],
        "content": [
            {
                "attachment": {
                    "contentType": content.media_type,
                    "language": "fr-FR",
                    "url": f"{root}/Binary/{binary_id(document.id)}",
                    "size": len(content.data),
                    "hash": content.digest,
                    "title": document.title,
                    "creation": moment,
                },
                "format": codes.formats[format_of(content.media_type, document.kind)].coding,
            }
        ],
        "context": {
            "period": {"start": moment},
            "facilityType": codes.facilities[paper.place].concept,
            "practiceSetting": codes.settings[paper.place].concept,
            "sourcePatientInfo": PATIENT,
        },
    }


def _submission_set(paper: Paper) -> JsonObject:
    document = paper.document
    facts: JsonObject = {
        "id": submission_id(document.id),
        "meta": _meta(paper, (SUBMISSION_SET,)),
        "contained": [_author(paper)],
        "extension": [
            archived(False),  # noqa: FBT003 - the value of the extension
            {"url": DESIGNATION_TYPE, "valueCodeableConcept": vocabulary().facilities[paper.place].concept},
            {"url": SOURCE_ID, "valueIdentifier": {"system": URIS, "value": SPACE_ITSELF}},
        ],
        "identifier": [
            {"use": "usual", "system": URIS, "value": f"urn:oid:{document_oid(f'{document.id}/submission')}"},
            {"use": "official", "system": URIS, "value": f"urn:uuid:{submission_id(document.id)}"},
        ],
        "title": document.title,
        "date": document.written.isoformat(timespec="seconds"),
    }
    return submission_set(document_id(document.id), PATIENT, {"reference": "#author"}, facts)


def _meta(paper: Paper, profiles: tuple[str, ...]) -> JsonObject:
    """Write the meta; what is hidden says so in meta.security too, where kinds without securityLabel have it."""
    hidden = paper.document.confidentiality == "hidden_from_holder"
    return {
        "lastUpdated": paper.document.written.isoformat(timespec="seconds"),
        "source": SPACE_ITSELF,
        **({"profile": list(profiles)} if profiles else {}),
        **({"security": [vocabulary().labels[INVISIBLE].coding]} if hidden else {}),
    }


def _author(paper: Paper) -> JsonObject:
    if paper.author is not None:
        return {**practitioner(paper.author), "id": "author"}
    holder = paper.holder
    return {
        "resourceType": "Patient",
        "id": "author",
        "identifier": [PATIENT_IDENTIFIER],
        "name": [{"family": holder.used_name or holder.family_name, "given": [holder.given_name]}],
    }


def _custodian(paper: Paper) -> JsonObject:
    if paper.author is not None:
        return {**organization_resource(paper.author.organization), "id": "custodian"}
    return {"resourceType": "Organization", "id": "custodian", "name": "Espace de santé d'essai"}
