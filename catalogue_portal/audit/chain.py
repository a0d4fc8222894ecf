"""The chain: each seal's hash covers its event and, through the previous hash, every event before."""

from datetime import UTC
from hashlib import sha256

import rfc8785

from catalogue_portal.audit.models import AuditEvent

ORIGIN = "0" * 64
"""The previous hash of the first seal."""


def canonical(event: AuditEvent) -> bytes:
    """Return the event in the canonical form of RFC 8785; its members are what the seal protects."""
    return rfc8785.dumps(
        {
            "format": "poincon/audit-event/1",
            "id": event.id,
            "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "event": event.event,
            "actor": event.actor,
            "subject": event.subject,
            "details": event.details,  # type: ignore[dict-item]  # plain JSON, or it could not have been stored
        }
    )


def link(position: int, previous: str, event: bytes) -> str:
    """Return the hash of the seal at this position (from 1), after this previous hash, over this canonical event."""
    return sha256(f"{position}:{previous}:".encode() + event).hexdigest()
