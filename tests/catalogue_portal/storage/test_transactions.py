from __future__ import annotations

import threading
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import DatabaseError, IntegrityError, StatementError

from catalogue_portal.actor import SYSTEM
from catalogue_portal.audit import service as audit
from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.publishers.models import Membership
from catalogue_portal.storage.database import Database

if TYPE_CHECKING:
    from builders.clocks import StillClock
    from sqlalchemy.orm import Session

    from catalogue_portal.context import Context

THREADS, WRITES = 8, 25


def number_of_events(database: Database) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count(AuditEvent.id))) or 0


def raise_after_flushing(session: Session) -> None:
    audit.record(session, SYSTEM, event="half_done", subject="test:1")
    session.flush()
    raise ZeroDivisionError


def test_a_write_that_raises_leaves_nothing(context: Context) -> None:
    with pytest.raises(ZeroDivisionError), context.database.writing() as session:
        raise_after_flushing(session)

    assert number_of_events(context.database) == 0


def test_a_reader_cannot_write(context: Context) -> None:
    with pytest.raises(DatabaseError, match=r"read-?only"), context.database.reading() as session:
        audit.record(session, SYSTEM, event="by_a_reader", subject="test:1")

    assert number_of_events(context.database) == 0


def test_a_writer_can_follow_a_reader_on_the_same_connection(context: Context) -> None:
    number_of_events(context.database)

    with context.database.writing() as session:
        audit.record(session, SYSTEM, event="after_a_reader", subject="test:1")

    assert number_of_events(context.database) == 1


def test_a_second_write_inside_the_first_is_refused_at_once(context: Context) -> None:
    with (
        context.database.writing(),
        pytest.raises(RuntimeError, match="already open"),
        context.database.writing(),
    ):
        pytest.fail("the inner transaction must not begin")


def test_concurrent_writers_lose_nothing(context: Context) -> None:
    """Each adds one to the number it read; with a lock taken too late, some would add to a stale number.

    PostgreSQL lets writers run side by side: there a stale number is no surprise, and what must not be stale is locked.
    """
    other = Database(context.settings.database)

    def write(database: Database) -> None:
        for _ in range(WRITES):
            with database.writing() as session:
                seen = session.scalar(select(func.count(AuditEvent.id)))
                audit.record(session, SYSTEM, event="counted", subject=f"test:{seen}")

    threads = [threading.Thread(target=write, args=((context.database, other)[i % 2],)) for i in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()

    with context.database.reading() as session:
        subjects = session.scalars(select(AuditEvent.subject).order_by(AuditEvent.id)).all()
    assert len(subjects) == THREADS * WRITES
    if context.settings.database_url is None:
        assert subjects == [f"test:{number}" for number in range(THREADS * WRITES)]


def test_foreign_keys_are_enforced(context: Context, clock: StillClock) -> None:
    nobody = Membership(user_id="usr_nobody", organisation_id="org_nowhere", rank="owner", since=clock.now())

    with pytest.raises(IntegrityError), context.database.writing() as session:
        session.add(nobody)


def test_a_moment_without_a_zone_is_refused(context: Context) -> None:
    naive = datetime(2026, 11, 23, 9, 0)  # noqa: DTZ001 - the point of the test

    with pytest.raises(StatementError, match="aware"), context.database.writing() as session:
        session.add(AuditEvent(at=naive, event="e", actor="a", subject="s", details={}))


def test_a_moment_comes_back_in_utc(context: Context, clock: StillClock) -> None:
    with context.database.writing() as session:
        audit.record(session, SYSTEM, event="noted", subject="test:1")
    with context.database.reading() as session:
        kept = session.scalars(select(AuditEvent)).one()

    assert kept.at == clock.now()
    assert kept.at.utcoffset() == clock.now().utcoffset()


def test_listeners_hear_of_commits_and_not_of_failures(context: Context) -> None:
    heard: list[str] = []
    context.database.on_commit(lambda: heard.append("commit"))

    with pytest.raises(ZeroDivisionError), context.database.writing():
        _ = 1 / 0
    with context.database.writing():
        pass

    assert heard == ["commit"]
