"""Reading the record page by page, with the place of each event in the chain."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.audit.models import AuditEvent, AuditSeal


def newest_events(
    session: Session, *, subject: str | None = None, limit: int = 60
) -> Sequence[tuple[AuditEvent, int | None]]:
    """Return the newest events, of one subject if it is named, each with its place in the chain once sealed."""
    query = select(AuditEvent, AuditSeal.position).outerjoin(AuditSeal, AuditSeal.event_id == AuditEvent.id)
    if subject is not None:
        query = query.where(AuditEvent.subject == subject)
    rows = session.execute(query.order_by(AuditEvent.id.desc()).limit(limit))
    return [(event, position) for event, position in rows]
