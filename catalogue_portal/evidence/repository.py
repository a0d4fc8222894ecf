"""Finding documents and their versions."""

from collections.abc import Iterator, Sequence
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalogue_portal.errors import Gone
from catalogue_portal.evidence.models import EvidenceContent, EvidenceDocument, EvidenceReminder, EvidenceVersion


def documents_of(session: Session, app_id: str) -> Sequence[EvidenceDocument]:
    """Return every document of an app, by type and title."""
    own = select(EvidenceDocument).where(EvidenceDocument.app_id == app_id)
    return session.scalars(own.order_by(EvidenceDocument.type, EvidenceDocument.title)).all()


def document(session: Session, document_id: str) -> EvidenceDocument | None:
    """Return a document, None when there is none."""
    return session.get(EvidenceDocument, document_id)


def content_of(session: Session, version: EvidenceVersion) -> bytes:
    """Return the bytes of a version. Raises Gone when its time was over."""
    found = session.scalars(select(EvidenceContent.content).where(EvidenceContent.version_id == version.id))
    content = found.one_or_none()
    if content is None:
        raise Gone("The content of this version was deleted when its time was over.", code="document_erased")
    return content


def versions_with_content(session: Session) -> Iterator[EvidenceVersion]:
    """Return every version that still has its content, a few at a time."""
    kept = select(EvidenceVersion).where(EvidenceVersion.erased_at.is_(None)).order_by(EvidenceVersion.id)
    yield from session.scalars(kept.execution_options(yield_per=200))


def versions_named(session: Session, identifiers: Sequence[str]) -> Sequence[EvidenceVersion]:
    """Return the versions with these identifiers."""
    return session.scalars(select(EvidenceVersion).where(EvidenceVersion.id.in_(identifiers))).all()


def newest_versions_ending_by(session: Session, day: date) -> Sequence[EvidenceVersion]:
    """Return the versions that count of documents in use, as far as they end by that day."""
    newest = (
        select(EvidenceVersion.document_id, func.max(EvidenceVersion.number).label("number"))
        .group_by(EvidenceVersion.document_id)
        .subquery()
    )
    wanted = (
        select(EvidenceVersion)
        .join(
            newest,
            (newest.c.document_id == EvidenceVersion.document_id) & (newest.c.number == EvidenceVersion.number),
        )
        .join(EvidenceDocument, EvidenceDocument.id == EvidenceVersion.document_id)
        .where(EvidenceDocument.retired_at.is_(None), EvidenceVersion.valid_until <= day)
        .order_by(EvidenceVersion.valid_until, EvidenceVersion.id)
    )
    return session.scalars(wanted).all()


def reminded(session: Session, version_id: str) -> frozenset[int]:
    """Return for which delays the publisher was told already."""
    own = select(EvidenceReminder.days).where(EvidenceReminder.version_id == version_id)
    return frozenset(session.scalars(own))
