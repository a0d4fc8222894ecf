from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalogue_portal.actor import SYSTEM, Actor, Role
from catalogue_portal.audit.service import history
from catalogue_portal.errors import Conflict, DomainError, Forbidden
from catalogue_portal.lifecycle import Lifecycle, Passage, Row
from catalogue_portal.publishers.models import Organisation

if TYPE_CHECKING:
    from builders.clocks import StillClock
    from sqlalchemy.orm import Session

    from catalogue_portal.context import Context

PUBLISHER = Actor("usr_p", "P", frozenset({Role.PUBLISHER}))
REVIEWER = Actor("usr_r", "R", frozenset({Role.REVIEWER}))


def unlucky(_session: Session, _actor: Actor, subject: Organisation) -> DomainError | None:
    return Conflict("Not today.", code="unlucky") if subject.name == "Unlucky" else None


def rename(passage: Passage[Organisation]) -> None:
    passage.subject.name = f"opened at {passage.at:%H:%M}"


def explode(_passage: Passage[Organisation]) -> None:
    raise ZeroDivisionError


DOOR: Lifecycle[Organisation] = Lifecycle(
    "door",
    initial="shut",
    rows=(
        Row("shut", "open", {Role.PUBLISHER}, "open", "door_opened", guards=(unlucky,), effects=(rename,)),
        Row("open", "shut", {Role.PUBLISHER, Role.REVIEWER}, "shut", "door_shut"),
        Row("shut", "break", {Role.REVIEWER}, "broken", "door_broken", effects=(explode,)),
    ),
)


@pytest.fixture
def door(context: Context, clock: StillClock) -> Organisation:
    door = Organisation(id="org_door", name="Door", registration_number="0", state="shut", created_at=clock.now())
    with context.database.writing() as session:
        session.add(door)
    return door


def fire(context: Context, actor: Actor, event: str) -> Organisation:
    with context.database.writing() as session:
        subject = session.get_one(Organisation, "org_door")
        DOOR.fire(session, actor, subject, event, details={"why": "test"})
    return subject


@pytest.mark.usefixtures("door")
def test_a_passage_changes_state_runs_effects_and_is_recorded(context: Context) -> None:
    assert fire(context, PUBLISHER, "open").state == "open"

    with context.database.reading() as session:
        assert session.get_one(Organisation, "org_door").name == "opened at 09:00"
        (event,) = history(session, "door:org_door")
    assert (event.event, event.actor) == ("door_opened", "usr_p")
    assert event.details == {"from": "shut", "to": "open", "why": "test"}


@pytest.mark.usefixtures("door")
def test_the_wrong_role_is_refused_before_the_state_is_told(context: Context) -> None:
    with pytest.raises(Forbidden):
        fire(context, REVIEWER, "open")
    with pytest.raises(Forbidden):
        fire(context, Actor("usr_x", "X", frozenset()), "shut")


@pytest.mark.usefixtures("door")
def test_an_event_out_of_turn_is_a_conflict(context: Context) -> None:
    with pytest.raises(Conflict) as refusal:
        fire(context, PUBLISHER, "shut")

    assert refusal.value.members == {"state": "shut"}


def test_a_guard_that_objects_is_what_is_raised_and_offered(context: Context, door: Organisation) -> None:
    with context.database.writing() as session:
        session.get_one(Organisation, door.id).name = "Unlucky"

    with pytest.raises(Conflict, match="Not today"):
        fire(context, PUBLISHER, "open")
    with context.database.reading() as session:
        (offer,) = DOOR.offers(session, PUBLISHER, session.get_one(Organisation, door.id))
    assert offer.refusal is not None
    assert offer.refusal.code == "unlucky"


@pytest.mark.usefixtures("door")
def test_an_effect_that_fails_undoes_the_passage(context: Context) -> None:
    with pytest.raises(ZeroDivisionError):
        fire(context, REVIEWER, "break")

    with context.database.reading() as session:
        assert session.get_one(Organisation, "org_door").state == "shut"
        assert history(session, "door:org_door") == []


def test_offers_are_those_of_the_state_and_of_the_roles(context: Context, door: Organisation) -> None:
    with context.database.reading() as session:
        assert [offer.row.event for offer in DOOR.offers(session, PUBLISHER, door)] == ["open"]
        assert [offer.row.event for offer in DOOR.offers(session, REVIEWER, door)] == ["break"]
        assert DOOR.offers(session, SYSTEM, door) == ()


def test_a_passage_told_twice_is_refused_when_the_table_is_made() -> None:
    row: Row[Organisation] = Row("a", "go", {Role.PUBLISHER}, "b", "gone")

    with pytest.raises(ValueError, match="share a source"):
        Lifecycle("x", "a", (row, row))


def test_the_diagram_shows_every_row() -> None:
    drawn = DOOR.mermaid()

    assert "shut --> open: open (publisher)" in drawn
    assert drawn.count("-->") == len(DOOR.rows) + 1
    assert DOOR.states == ("shut", "open", "broken")
