from __future__ import annotations

import json
import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select, text

from catalogue_portal.actor import SYSTEM
from catalogue_portal.audit import service as audit
from catalogue_portal.audit.chain import canonical, link
from catalogue_portal.audit.models import AuditEvent, AuditSeal
from catalogue_portal.audit.sealer import HEAD, seal
from catalogue_portal.audit.verification import Verification, verify
from catalogue_portal.storage.database import Database

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from catalogue_portal.context import Context

EVENTS = 6


def raise_after_flushing(session: Session) -> None:
    audit.record(session, SYSTEM, event="half_done", subject="test:1")
    session.flush()
    raise ZeroDivisionError


@pytest.fixture
def sealed(context: Context) -> Context:
    for number in range(EVENTS):
        with context.database.writing() as session:
            audit.record(session, SYSTEM, event="noted", subject=f"test:{number}", details={"é": [number, None, 1.5]})
        seal(context)
    assert look(context).intact
    return context


def look(context: Context) -> Verification:
    with context.database.reading() as session:
        return verify(session, context.settings.audit_heads, context.keys.key(HEAD))


def attack(context: Context, *statements: str) -> None:
    """Change the database as somebody with the file in hand would: triggers dropped first."""
    with context.database.writing() as session:
        for trigger in session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")).all():
            session.execute(text(f'DROP TRIGGER "{trigger}"'))
        for statement in statements:
            session.execute(text(statement))


@pytest.mark.parametrize("position", range(1, EVENTS + 1))
@pytest.mark.parametrize(
    "change",
    [
        "event = 'nothing_happened'",
        "actor = 'usr_other'",
        "subject = 'test:x'",
        "at = '2020-01-01 00:00:00.000000'",
        "details = '{}'",
    ],
)
def test_a_changed_event_is_found(sealed: Context, position: int, change: str) -> None:
    attack(sealed, f"UPDATE audit_events SET {change} WHERE id = {position}")  # noqa: S608 - the test's own words

    assert [finding.position for finding in look(sealed).findings] == [position]


@pytest.mark.parametrize("position", range(1, EVENTS + 1))
def test_a_removed_event_is_found(sealed: Context, position: int) -> None:
    attack(sealed, f"DELETE FROM audit_events WHERE id = {position}")  # noqa: S608

    assert position in [finding.position for finding in look(sealed).findings]


@pytest.mark.parametrize("position", range(1, EVENTS + 1))
def test_a_removed_event_with_its_seal_is_found(sealed: Context, position: int) -> None:
    attack(
        sealed,
        f"DELETE FROM audit_events WHERE id = {position}",  # noqa: S608
        f"DELETE FROM audit_seals WHERE position = {position}",  # noqa: S608
    )

    assert not look(sealed).intact


@pytest.mark.parametrize("kept", range(EVENTS))
def test_a_cut_off_end_is_found(sealed: Context, kept: int) -> None:
    attack(
        sealed,
        f"DELETE FROM audit_events WHERE id > {kept}",  # noqa: S608
        f"DELETE FROM audit_seals WHERE position > {kept}",  # noqa: S608
        f"UPDATE sqlite_sequence SET seq = {kept} WHERE name = 'audit_events'",  # noqa: S608
    )

    found = look(sealed).findings
    assert {finding.position for finding in found} == set(range(kept + 1, EVENTS + 1))
    assert "cut off" in found[0].what


def test_a_chain_computed_anew_is_found(sealed: Context) -> None:
    """Whoever holds the database can chain again; the heads outside tell of the old chain."""
    attack(sealed, "UPDATE audit_events SET subject = 'test:forged' WHERE id = 3")
    with sealed.database.writing() as session:
        previous = session.get_one(AuditSeal, 2).hash
        for position in range(3, EVENTS + 1):
            kept = session.get_one(AuditSeal, position)
            kept.previous = previous
            kept.hash = previous = link(position, previous, canonical(session.get_one(AuditEvent, position)))

    assert [finding.position for finding in look(sealed).findings] == [3, 4, 5, 6]


def test_an_event_that_was_never_sealed_is_missed_when_removed(context: Context) -> None:
    for number in range(3):
        with context.database.writing() as session:
            audit.record(session, SYSTEM, event="noted", subject=f"test:{number}")
    assert look(context).unsealed == 3

    attack(context, "DELETE FROM audit_events WHERE id = 3")

    assert "3 audit events were written and 2 are there" in look(context).findings[0].what


def test_a_head_of_somebody_elses_key_is_found(sealed: Context) -> None:
    path = sealed.settings.audit_heads
    lines = path.read_text().splitlines()
    forged = json.loads(lines[0])
    forged["signed"] = forged["signed"][:-4] + "AAAA"
    path.write_text("\n".join([json.dumps(forged), *lines[1:]]) + "\n")

    assert "not a head that we signed" in look(sealed).findings[0].what


def test_removed_heads_are_noticed(sealed: Context) -> None:
    sealed.settings.audit_heads.unlink()

    assert "no exported head" in look(sealed).findings[0].what


def test_a_head_half_written_by_a_crash_is_mended_and_no_forgery(sealed: Context) -> None:
    path = sealed.settings.audit_heads
    path.write_text(path.read_text() + '{"position": 7, "ha')
    assert look(sealed).intact

    with sealed.database.writing() as session:
        audit.record(session, SYSTEM, event="noted", subject="test:after")
    seal(sealed)

    assert look(sealed).intact
    assert look(sealed).heads == EVENTS + 1


def test_a_crash_between_sealing_and_exporting_is_made_good(sealed: Context) -> None:
    path = sealed.settings.audit_heads
    path.write_text("".join(line + "\n" for line in path.read_text().splitlines()[:-1]))

    assert seal(sealed) == 0
    assert look(sealed).heads == EVENTS
    assert look(sealed).intact


def test_the_database_itself_refuses_changes(sealed: Context) -> None:
    for statement in (
        "UPDATE audit_events SET event = 'x' WHERE id = 1",
        "DELETE FROM audit_events WHERE id = 1",
        "UPDATE audit_seals SET hash = 'x' WHERE position = 1",
        "DELETE FROM audit_seals WHERE position = 1",
    ):
        with pytest.raises(Exception, match="append-only"), sealed.database.writing() as session:
            session.execute(text(statement))

    assert look(sealed).intact


def test_events_undone_with_their_transaction_leave_no_gap(sealed: Context) -> None:
    with pytest.raises(ZeroDivisionError), sealed.database.writing() as session:
        raise_after_flushing(session)
    with sealed.database.writing() as session:
        audit.record(session, SYSTEM, event="done", subject="test:y")
    seal(sealed)

    assert look(sealed) == Verification(EVENTS + 1, 0, EVENTS + 1, ())


def test_two_sealers_and_many_writers_make_one_chain(context: Context) -> None:
    other = Database(context.settings.database, context.clock)
    done = threading.Event()

    def write() -> None:
        for number in range(40):
            with other.writing() as session:
                audit.record(session, SYSTEM, event="noted", subject=f"test:{number}")

    def keep_sealing() -> None:
        while not done.is_set():
            seal(context)

    sealers = [threading.Thread(target=keep_sealing) for _ in range(2)]
    writers = [threading.Thread(target=write) for _ in range(3)]
    for thread in [*sealers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in sealers:
        thread.join()
    other.close()
    seal(context)

    found = look(context)
    assert (found.sealed, found.unsealed, found.findings) == (120, 0, ())


def test_every_event_is_sealed_once(sealed: Context) -> None:
    with sealed.database.reading() as session:
        assert session.scalars(select(AuditSeal.event_id).order_by(AuditSeal.position)).all() == list(
            range(1, EVENTS + 1)
        )
