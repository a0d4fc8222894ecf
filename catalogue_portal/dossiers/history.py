"""What happened, as people read it: derived from the audit events, and written nowhere else."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Self

from sqlalchemy.orm import Session

from catalogue_portal.actor import Actor
from catalogue_portal.audit import service as audit
from catalogue_portal.audit.models import AuditEvent

INSIDE_THE_OFFICE: Final = frozenset({"requirement_weighed", "recusal_declared"})


@dataclass(frozen=True)
class HistoryEntry:
    """One thing that happened: `source` and `target` are states, when it was a passage from one to another."""

    at: datetime
    event: str
    actor: str
    source: str | None
    target: str | None
    details: Mapping[str, object]

    @classmethod
    def of(cls, event: AuditEvent) -> Self:
        """Read an audit event as history."""
        details = dict(event.details)
        source, target = details.pop("from", None), details.pop("to", None)
        return cls(
            at=event.at,
            event=event.event,
            actor=event.actor,
            source=str(source) if source else None,
            target=str(target) if target else None,
            details=details,
        )


def history_of(session: Session, actor: Actor, subject: str, *, organisation_id: str) -> Sequence[HistoryEntry]:
    """Return what happened to a subject such as `dossier:dos_…`, oldest first; weighing stays inside the office.

    `organisation_id` is the publisher's that the subject concerns.
    """
    entries = [HistoryEntry.of(event) for event in audit.history(session, subject)]
    if actor.is_of_the_office_for(organisation_id):
        return entries
    return [replace(entry, details={}) for entry in entries if entry.event not in INSIDE_THE_OFFICE]
