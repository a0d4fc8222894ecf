"""Suspension, reinstatement, withdrawal: allowed passages only, recorded, and in the list from the commit on."""

from datetime import timedelta

import pytest
from builders.agreed_app import DECIDER, OWNER, STRANGER, AgreedApp
from builders.clocks import StillClock
from builders.tokens import claims_of

from catalogue_portal.actor import SYSTEM, Actor
from catalogue_portal.audit.service import history
from catalogue_portal.errors import Conflict, Forbidden
from catalogue_portal.labels import service
from catalogue_portal.labels.models import Label, LabelState
from catalogue_portal.labels.status_list import StatusList


def change(world: AgreedApp, label: Label, state: LabelState, actor: Actor = DECIDER) -> Label:
    with world.context.database.writing() as session:
        return service.set_status(session, actor, label.id, state, reason="found unsafe")


def listed(world: AgreedApp, label: Label) -> int:
    compact = world.portal.test_client().get("/demo/status-lists/1").get_data(as_text=True)
    return StatusList.decode(claims_of(compact)["status_list"]["lst"]).value(label.status_index)


def test_the_list_follows_the_label_through_its_life(world: AgreedApp) -> None:
    label = world.issue_label()
    values = [listed(world, label)]
    for state in (LabelState.SUSPENDED, LabelState.VALID, LabelState.SUSPENDED, LabelState.WITHDRAWN):
        change(world, label, state)
        values.append(listed(world, label))
    assert values == [0, 2, 0, 2, 1]


def test_a_change_is_dated_reasoned_and_recorded(world: AgreedApp, clock: StillClock) -> None:
    label = world.issue_label()
    clock.advance(timedelta(days=3))
    changed = change(world, label, LabelState.SUSPENDED, SYSTEM)
    assert (changed.state, changed.reason, changed.changed_at) == ("suspended", "found unsafe", clock.now())
    with world.context.database.reading() as session:
        event = history(session, f"label:{label.id}")[-1]
    assert (event.event, event.actor, event.details["reason"]) == ("label_suspended", "system", "found unsafe")


@pytest.mark.parametrize("state", [LabelState.VALID, LabelState.SUSPENDED, LabelState.WITHDRAWN])
def test_withdrawal_is_final(world: AgreedApp, state: LabelState) -> None:
    label = world.issue_label()
    change(world, label, LabelState.WITHDRAWN)
    with pytest.raises(Conflict):
        change(world, label, state)


def test_a_label_is_not_expired_by_hand(world: AgreedApp) -> None:
    with pytest.raises(Conflict):
        change(world, world.issue_label(), LabelState.EXPIRED)


@pytest.mark.parametrize("actor", [OWNER, STRANGER], ids=lambda actor: actor.display_name)
def test_publishers_change_no_label(world: AgreedApp, actor: Actor) -> None:
    label = world.issue_label()
    with pytest.raises(Forbidden):
        change(world, label, LabelState.SUSPENDED, actor)
    assert listed(world, label) == 0


def test_a_change_that_is_rolled_back_is_not_listed(world: AgreedApp) -> None:
    label = world.issue_label()

    def suspend_and_fail() -> None:
        with world.context.database.writing() as session:
            service.set_status(session, DECIDER, label.id, LabelState.SUSPENDED, reason="x")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        suspend_and_fail()
    assert listed(world, label) == 0
