"""Verifying the chain: finds any event that was changed, removed, slipped in or cut off."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalogue_portal.audit.chain import ORIGIN, canonical, link
from catalogue_portal.audit.models import AuditEvent, AuditSeal
from catalogue_portal.keys import BadSignature, SigningKey


@dataclass(frozen=True)
class Finding:
    """One thing that is not as it was sealed."""

    position: int
    what: str


@dataclass(frozen=True)
class Verification:
    """What the verifier found."""

    sealed: int
    unsealed: int
    heads: int
    findings: tuple[Finding, ...]

    @property
    def intact(self) -> bool:
        """Tell whether nothing was found."""
        return not self.findings


def verify(session: Session, heads: Path, key: SigningKey) -> Verification:
    """Walk the whole chain, and hold it against every head that was exported."""
    hashes: dict[int, str] = {0: ORIGIN}
    findings = list(_walk(session, hashes))
    exported, bad_heads = _read_heads(heads, key)
    findings += bad_heads
    findings += [_against_head(position, kept, hashes) for position, kept in exported if hashes.get(position) != kept]
    if len(hashes) > 1 and not exported:
        findings.append(Finding(0, f"no exported head was found in {heads}: a cut-off end could not be noticed"))
    sealed_ids = select(AuditSeal.event_id)
    unsealed = session.scalars(
        select(AuditEvent.id).where(AuditEvent.id.not_in(sealed_ids)).order_by(AuditEvent.id)
    ).all()
    findings += _gaps(session)
    return Verification(len(hashes) - 1, len(unsealed), len(exported), tuple(findings))


def _walk(session: Session, hashes: dict[int, str]) -> Iterator[Finding]:
    query = select(AuditSeal, AuditEvent).outerjoin(AuditEvent, AuditEvent.id == AuditSeal.event_id)
    expected, previous = 1, ORIGIN
    for seal, event in session.execute(query.order_by(AuditSeal.position)).yield_per(500):
        if seal.position != expected:
            yield Finding(expected, f"seals {expected} to {seal.position - 1} are missing")
        elif seal.previous != previous:
            yield Finding(seal.position, "the seal does not follow the one before it")
        if event is None:
            yield Finding(seal.position, f"audit event {seal.event_id} is missing")
        elif link(seal.position, seal.previous, canonical(event)) != seal.hash:
            yield Finding(seal.position, f"audit event {seal.event_id} is not what was sealed")
        hashes[seal.position] = previous = seal.hash
        expected = seal.position + 1


def _read_heads(path: Path, key: SigningKey) -> tuple[list[tuple[int, str]], list[Finding]]:
    heads: list[tuple[int, str]] = []
    findings: list[Finding] = []
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    for number, line in enumerate(lines, start=1):
        try:
            claims = key.read(json.loads(line)["signed"])
            heads.append((int(claims["position"]), str(claims["hash"])))
        except (BadSignature, ValueError, KeyError, TypeError):
            if number < len(lines):  # a last line cut by a crash is no forgery: its seal is held against the others
                findings.append(Finding(0, f"line {number} of {path} is not a head that we signed"))
    return heads, findings


def _against_head(position: int, kept: str, hashes: dict[int, str]) -> Finding:
    if position not in hashes:
        return Finding(position, f"the chain was cut off: it was exported with {position} seals")
    return Finding(position, f"the chain was rewritten: an exported head says {kept[:16]}…")


def _gaps(session: Session) -> list[Finding]:
    if session.get_bind().dialect.name != "sqlite":
        return []  # elsewhere a rolled back transaction leaves a gap, too
    query = "SELECT seq, (SELECT count(*) FROM audit_events) FROM sqlite_sequence WHERE name = 'audit_events'"
    row = session.connection().exec_driver_sql(query).one_or_none()
    if row is None or row[0] == row[1]:
        return []
    return [Finding(0, f"{row[0]} audit events were written and {row[1]} are there")]
