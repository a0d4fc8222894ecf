"""Who may read and bring documents: their publisher all of them, the office the versions that were filed."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor, Role
from catalogue_portal.apps.models import App
from catalogue_portal.apps.policy import readable_app, refuse_unless_publisher_of
from catalogue_portal.errors import NotFound
from catalogue_portal.evidence.models import EvidenceDocument, EvidenceVersion
from catalogue_portal.evidence.repository import document, documents_of


@dataclass(frozen=True)
class Readable:
    """A document with the versions of it that somebody may read, newest first."""

    document: EvidenceDocument
    versions: tuple[EvidenceVersion, ...]


def app_to_bring_to(session: Session, actor: Actor, app_id: str) -> App:
    """Return the app if the actor brings documents for it; NotFound for strangers, Forbidden for the office."""
    app = readable_app(session, actor, app_id)
    refuse_unless_publisher_of(actor, app.organisation_id)
    return app


def readable_documents(session: Session, actor: Actor, app_id: str) -> Sequence[Readable]:
    """Return the documents of an app that the actor may read; NotFound when there is no such app for them."""
    app = readable_app(session, actor, app_id)
    found = (_readable(actor, one) for one in documents_of(session, app.id))
    return [one for one in found if one.versions]


def documents_by_name(session: Session, actor: Actor, app_id: str) -> dict[str, str]:
    """Return the identifiers of the documents that the actor may read, by title, and by the name of a file."""
    found = readable_documents(session, actor, app_id)
    by_file = {version.name: one.document.id for one in found for version in reversed(one.versions)}
    return by_file | {one.document.title: one.document.id for one in found}


def readable_document(session: Session, actor: Actor, document_id: str) -> Readable:
    """Return a document; NotFound when there is none of which the actor may read a version."""
    found = document(session, document_id)
    shown = _readable(actor, found) if found else None
    if shown is None or not shown.versions:
        raise NotFound("There is no such document.")
    return shown


def own_document(session: Session, actor: Actor, document_id: str) -> EvidenceDocument:
    """Return a document that the actor may change; NotFound for strangers, Forbidden for the office."""
    found = readable_document(session, actor, document_id).document
    refuse_unless_publisher_of(actor, found.organisation_id)
    return found


def readable_version(session: Session, actor: Actor, document_id: str, number: int) -> EvidenceVersion:
    """Return one version; NotFound when there is none that the actor may read."""
    shown = readable_document(session, actor, document_id)
    found = next((one for one in shown.versions if one.number == number), None)
    if found is None:
        raise NotFound("There is no such version.")
    return found


def _readable(actor: Actor, found: EvidenceDocument) -> Readable:
    if actor.organisation_id == found.organisation_id:
        return Readable(found, tuple(found.versions))
    if actor.works_at_the_office() or actor.has_role(Role.SYSTEM):
        return Readable(found, tuple(one for one in found.versions if one.filed_at is not None))
    return Readable(found, ())
