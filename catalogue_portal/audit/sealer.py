"""The sealer: chains events once they are committed, then puts the new head, signed, outside of the database."""

import json
import os
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import IO

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.audit.chain import ORIGIN, canonical, link
from catalogue_portal.audit.models import AuditEvent, AuditSeal
from catalogue_portal.clock import Clock
from catalogue_portal.context import Context
from catalogue_portal.keys import KeyPurpose, SigningKey
from catalogue_portal.storage.database import take_turn

HEAD = KeyPurpose("audit-head", "poincon-audit-head+jwt")
BATCH = 1_000
LONGEST_LINE = 1_024
"""No exported head is as long as this, in bytes."""
SEALER_LOCK = 0x706F696E  # any number of our own


def seal(context: Context) -> int:
    """Seal every committed event that has no seal; return how many. The head is exported even after a crash between."""
    sealed = 0
    while True:
        with context.database.writing() as session:
            number = _seal_batch(session)
        sealed += number
        if number < BATCH:
            break
    with context.database.reading() as session:
        head = newest_seal(session)
    if head is not None:
        export_head(context.settings.audit_heads, context.keys.key(HEAD), head, context.clock)
    return sealed


def newest_seal(session: Session) -> AuditSeal | None:
    """Return the last seal of the chain."""
    return session.scalars(select(AuditSeal).order_by(AuditSeal.position.desc()).limit(1)).one_or_none()


def export_head(path: Path, key: SigningKey, head: AuditSeal, clock: Clock) -> None:
    """Append the signed head to the file, unless it or a later one is there already."""
    descriptor = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "rb+") as stream:
        flock(stream, LOCK_EX)
        if _last_position(stream) >= head.position:
            return
        signed = key.sign({"position": head.position, "hash": head.hash, "iat": int(clock.now().timestamp())})
        line = json.dumps({"position": head.position, "hash": head.hash, "signed": signed}) + "\n"
        stream.write(line.encode())
        stream.flush()
        os.fsync(stream.fileno())


def _last_position(stream: IO[bytes]) -> int:
    size = stream.seek(0, os.SEEK_END)
    stream.seek(max(0, size - 2 * LONGEST_LINE))
    *lines, rest = stream.read().split(b"\n")
    if rest:  # a crash cut the last line; the head it meant is exported now
        stream.truncate(size - len(rest))
    return int(json.loads(lines[-1])["position"]) if lines else 0


def _seal_batch(session: Session) -> int:
    take_turn(session, SEALER_LOCK)
    head = newest_seal(session)
    position, previous = (head.position, head.hash) if head else (0, ORIGIN)
    unsealed = select(AuditEvent).where(~select(AuditSeal).where(AuditSeal.event_id == AuditEvent.id).exists())
    events = session.scalars(unsealed.order_by(AuditEvent.id).limit(BATCH)).all()
    for event in events:
        position += 1
        current = link(position, previous, canonical(event))
        session.add(AuditSeal(position=position, event_id=event.id, previous=previous, hash=current))
        previous = current
    return len(events)
