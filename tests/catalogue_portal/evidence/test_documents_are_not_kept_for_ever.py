"""The content of what no longer counts goes when its time is over; its digest, what was said of it, the audit stay."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from builders.entering import enter
from builders.papers import pdf, stream
from sqlalchemy import func, select

from catalogue_portal.audit.models import AuditEvent
from catalogue_portal.evidence import retention, service
from catalogue_portal.evidence.chores import CHORES
from catalogue_portal.evidence.models import EvidenceContent

if TYPE_CHECKING:
    from builders.clocks import StillClock
    from builders.portals import People
    from flask import Flask

    from catalogue_portal.context import Context

    from .conftest import Desk

YEAR = timedelta(days=365)
NEWER = pdf(stream(b"renewed"))


def erase(context: Context) -> int:
    with context.database.writing() as session:
        return retention.erase(session)


def later(people: People, clock: StillClock, by: timedelta) -> None:
    clock.advance(by)
    people.secrets.clear()  # tokens do not live so long


def contents(context: Context) -> int:
    with context.database.reading() as session:
        return session.scalar(select(func.count()).select_from(EvidenceContent)) or 0


def file(people: People) -> None:
    with people.context.database.writing() as session:
        service.file(session, people.app.id)


def replaced(desk: Desk, people: People, *, filed: bool = False) -> str:
    document: str = desk.add().get_json()["id"]
    if filed:
        file(people)
    assert desk.renew(document, NEWER, after=1).status_code == 201
    return document


def test_what_counts_is_kept_however_old(desk: Desk, people: People, clock: StillClock) -> None:
    desk.add()
    file(people)
    later(people, clock, 30 * YEAR)
    assert erase(people.context) == 0
    assert contents(people.context) == 1


@pytest.mark.parametrize(("filed", "years"), [("", 1), ("filed", 10)])
def test_a_version_that_was_replaced_goes_after_its_time(
    desk: Desk,
    people: People,
    clock: StillClock,
    filed: str,
    years: int,
) -> None:
    document = replaced(desk, people, filed=bool(filed))
    later(people, clock, years * YEAR - timedelta(seconds=1))
    assert erase(people.context) == 0
    later(people, clock, timedelta(seconds=1))
    assert erase(people.context) == 1
    assert erase(people.context) == 0, "done once"

    newest, oldest = desk.get(f"/evidence/{document}").get_json()["versions"]
    assert oldest["erased_at"] is not None
    assert oldest["digest"].startswith("sha256:")
    assert newest["erased_at"] is None
    gone = desk.get(f"/evidence/{document}/versions/1/content")
    assert (gone.status_code, gone.get_json()["code"]) == (410, "document_erased")
    assert desk.get(f"/evidence/{document}/versions/2/content").data == NEWER
    with people.context.database.reading() as session:
        (event,) = session.scalars(select(AuditEvent).where(AuditEvent.event == "evidence_content_deleted"))
    assert (event.actor, event.subject) == ("system", f"evidence:{document}")
    assert event.details == {"app": people.app.id, "number": 1, "digest": oldest["digest"]}


def test_a_document_that_was_set_aside_goes_whole_after_its_time(desk: Desk, people: People, clock: StillClock) -> None:
    document = replaced(desk, people)
    later(people, clock, timedelta(days=30))
    assert desk.delete(f"/evidence/{document}").status_code == 204
    later(people, clock, YEAR)
    assert erase(people.context) == 2
    assert contents(people.context) == 0


def test_time_runs_from_the_filing_when_that_came_later(desk: Desk, people: People) -> None:
    """Nobody files what was set aside; a row that says otherwise, from another portal say, is kept the longer."""
    desk.add()
    with people.context.database.writing() as session:
        (version,) = service.file(session, people.app.id)
        assert version.filed_at is not None
        version.document.retired_at = version.filed_at - 5 * YEAR
        assert retention.RULE.ends(version) == version.filed_at + 10 * YEAR


def test_the_page_says_the_rule_and_what_was_deleted(desk: Desk, people: People, app: Flask, clock: StillClock) -> None:
    document = replaced(desk, people)
    later(people, clock, 2 * YEAR)
    for chore in CHORES:
        chore.run(people.context)
    told = enter(app, people, "owner").get(f"/evidence/{document}").get_data(as_text=True)
    assert "content deleted on" in told
    assert "is deleted 1 year after" in told
    assert f"/evidence/{document}/versions/2/file" in told
    assert f"/evidence/{document}/versions/1/file" not in told
