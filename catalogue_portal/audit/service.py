"""Recording what happened."""

from collections.abc import Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.storage.database import clock_of


def record(
    session: Session, actor: Actor, *, event: str, subject: str, details: Mapping[str, object] | None = None
) -> AuditEvent:
    """Write an audit event in the caller's transaction.

    `event` is a past participle (`dossier_submitted`), `subject` is `noun:id`. Details hold identifiers, digests and
    plain facts, never a person's name or address: what is chained cannot be erased.
    """
    clock = clock_of(session)
    entry = AuditEvent(at=clock.now(), event=event, actor=actor.user_id, subject=subject, details=dict(details or {}))
    session.add(entry)
    return entry


def done_by(session: Session, user_id: str, subject: str) -> Sequence[str]:
    """Return what somebody did with a subject, as the words of the events, each once."""
    own = (AuditEvent.actor == user_id) & (AuditEvent.subject == subject)
    return session.scalars(select(AuditEvent.event).where(own).distinct()).all()


def history(session: Session, subject: str) -> Sequence[AuditEvent]:
    """Return what happened to a subject, oldest first."""
    return session.scalars(select(AuditEvent).where(AuditEvent.subject == subject).order_by(AuditEvent.id)).all()
