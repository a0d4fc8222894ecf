from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from catalogue_portal.accounts import service
from catalogue_portal.actor import Role
from catalogue_portal.audit.service import history
from catalogue_portal.errors import Forbidden, Invalid, NotFound
from catalogue_portal.publishers import service as publishers
from catalogue_portal.publishers.identification import actor_of_user

if TYPE_CHECKING:
    from builders.portals import People
    from flask.testing import FlaskClient


def test_nobody_grants_a_role_to_themselves(people: People) -> None:
    context, admin = people.context, people.administrator
    with pytest.raises(Forbidden) as refusal, context.database.writing() as session:
        service.grant_role(session, admin, admin.user_id, Role.DECIDER, clock=context.clock)

    assert refusal.value.code == "granter_is_receiver"


def test_the_portals_own_role_is_granted_to_nobody(people: People) -> None:
    context = people.context
    with pytest.raises(Invalid), context.database.writing() as session:
        service.grant_role(session, people.administrator, people.mate.user_id, Role.SYSTEM, clock=context.clock)


def test_granting_and_withdrawing_are_recorded_and_take_effect_at_the_next_request(
    people: People, client: FlaskClient
) -> None:
    context, mate = people.context, people.mate
    headers = people.bearer(mate)
    with context.database.writing() as session:
        service.grant_role(session, people.administrator, mate.user_id, Role.REVIEWER, clock=context.clock)
        service.grant_role(session, people.administrator, mate.user_id, Role.REVIEWER, clock=context.clock)
    assert client.get("/api/v1/me", headers=headers).get_json()["roles"] == ["publisher", "reviewer"]
    with context.database.writing() as session:
        service.withdraw_role(session, people.administrator, mate.user_id, Role.PUBLISHER)

    assert client.get("/api/v1/me", headers=headers).get_json()["roles"] == ["reviewer"]
    with context.database.reading() as session:
        recorded = [(event.event, event.actor) for event in history(session, f"user:{mate.user_id}")]
    admin = people.administrator.user_id
    assert recorded == [("account_opened", "system"), ("role_granted", admin), ("role_withdrawn", admin)]


def test_a_disabled_account_is_out_at_once(people: People, client: FlaskClient) -> None:
    context = people.context
    headers = people.bearer(people.mate)
    with context.database.writing() as session:
        service.disable_account(session, people.administrator, people.mate.user_id, clock=context.clock)

    assert client.get("/api/v1/me", headers=headers).status_code == 401


def test_only_people_who_exist_receive_roles(people: People) -> None:
    context = people.context
    with pytest.raises(NotFound), context.database.writing() as session:
        service.grant_role(session, people.administrator, "usr_nobody", Role.REVIEWER, clock=context.clock)


def test_rights_end_with_the_membership_and_not_with_the_token(people: People, client: FlaskClient) -> None:
    """What a credential may do is asked of the present state, not of the day it was issued."""
    headers = people.bearer(people.mate)
    assert client.get(f"/api/v1/apps/{people.app.id}", headers=headers).status_code == 200
    with people.context.database.writing() as session:
        assert people.owner.organisation_id is not None
        publishers.remove_member(session, people.owner, people.owner.organisation_id, people.mate.user_id)

    assert client.get(f"/api/v1/apps/{people.app.id}", headers=headers).status_code == 404
    with people.context.database.reading() as session:
        assert actor_of_user(session, people.mate.user_id).organisation_id is None
