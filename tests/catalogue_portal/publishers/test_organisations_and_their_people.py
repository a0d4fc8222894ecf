from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from catalogue_portal.actor import Role
from catalogue_portal.errors import Conflict, Forbidden, Invalid, NotFound
from catalogue_portal.publishers import service
from catalogue_portal.publishers.lifecycle import ORGANISATION
from catalogue_portal.publishers.repository import is_member

if TYPE_CHECKING:
    from builders.clocks import StillClock
    from builders.portals import People


def own(people: People) -> str:
    assert people.owner.organisation_id is not None
    return people.owner.organisation_id


def invite(people: People) -> str:
    with people.context.database.writing() as session:
        return service.invite(session, people.owner, own(people), clock=people.context.clock)


def test_an_invitation_works_once(people: People) -> None:
    code, context = invite(people), people.context
    with context.database.writing() as session:
        service.join(session, people.newcomer, code, clock=context.clock)
    with context.database.reading() as session:
        assert is_member(session, people.newcomer.user_id, own(people))

    with pytest.raises(NotFound), context.database.writing() as session:
        service.join(session, people.stranger, code, clock=context.clock)


def test_an_invitation_grows_old(people: People, clock: StillClock) -> None:
    code = invite(people)
    clock.advance(service.INVITATION_LIFE)

    with pytest.raises(NotFound), people.context.database.writing() as session:
        service.join(session, people.newcomer, code, clock=clock)


@pytest.mark.parametrize("code", ["", "x", "poincon_invitation_" + "a" * 46])
def test_a_guessed_invitation_opens_nothing(people: People, code: str) -> None:
    with pytest.raises(NotFound), people.context.database.writing() as session:
        service.join(session, people.newcomer, code, clock=people.context.clock)


def test_the_last_owner_stays(people: People) -> None:
    with pytest.raises(Conflict) as refusal, people.context.database.writing() as session:
        service.remove_member(session, people.owner, own(people), people.owner.user_id)

    assert refusal.value.code == "last_owner"


def test_a_member_leaves_but_removes_nobody(people: People) -> None:
    with pytest.raises(Forbidden), people.context.database.writing() as session:
        service.remove_member(session, people.mate, own(people), people.owner.user_id)
    with people.context.database.writing() as session:
        service.remove_member(session, people.mate, own(people), people.mate.user_id)

    with people.context.database.reading() as session:
        assert not is_member(session, people.mate.user_id, own(people))


@pytest.mark.parametrize("number", ["", "1", "1" * 13, "1" * 15, "A" * 14, "١" * 14])
def test_a_registration_number_has_fourteen_digits(people: People, number: str) -> None:
    with pytest.raises(Invalid), people.context.database.writing() as session:
        service.register_organisation(
            session, people.newcomer, name="X", registration_number=number, clock=people.context.clock
        )


def test_an_organisation_is_registered_once(people: People) -> None:
    with pytest.raises(Conflict) as refusal, people.context.database.writing() as session:
        service.register_organisation(
            session, people.newcomer, name="X", registration_number="1" * 14, clock=people.context.clock
        )

    assert refusal.value.code == "registered"


def test_an_administrator_verifies_no_organisation_of_their_own(people: People) -> None:
    """Whoever joined before becoming an administrator is still of it."""
    code, context = invite(people), people.context
    both = replace(people.newcomer, roles=frozenset({Role.PUBLISHER, Role.ADMINISTRATOR}))
    with context.database.writing() as session:
        service.join(session, both, code, clock=context.clock)

    with pytest.raises(Forbidden) as refusal, context.database.writing() as session:
        service.change_state(session, both, own(people), "verify")
    assert refusal.value.code == "own_organisation"


def test_verified_suspended_and_reinstated_in_turn(people: People, clock: StillClock) -> None:
    for event in ("verify", "suspend", "reinstate"):
        clock.advance(timedelta(minutes=1))
        with people.context.database.writing() as session:
            organisation = service.change_state(session, people.administrator, own(people), event)
    assert organisation.state == "verified"

    with pytest.raises(Conflict), people.context.database.writing() as session:
        service.change_state(session, people.administrator, own(people), "verify")
    assert ORGANISATION.states == ("unverified", "verified", "suspended")
