from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Response
from sqlalchemy import select

from catalogue_portal.accounts import service, sessions
from catalogue_portal.accounts.models import BrowserSession
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.secrets import digest
from catalogue_portal.accounts.session_cookie import COOKIE, sign_in_browser, sign_out_browser
from catalogue_portal.actor import Role
from catalogue_portal.identity import current_actor

if TYPE_CHECKING:
    from builders.clocks import StillClock
    from builders.portals import People
    from flask import Flask

    from catalogue_portal.actor import Actor


@pytest.fixture
def secret(people: People) -> str:
    context = people.context
    with context.database.writing() as session:
        user = get_user(session, people.owner.user_id)
        return sessions.open_session(session, user, clock=context.clock, settings=context.settings)


def whoever(people: People, secret: str) -> Actor | None:
    context = people.context
    with context.database.reading() as session:
        found = sessions.find_session(session, secret, clock=context.clock, settings=context.settings)
    return found[1] if found else None


def test_the_secret_itself_is_not_kept(people: People, secret: str) -> None:
    with people.context.database.reading() as session:
        assert session.scalars(select(BrowserSession.digest)).all() == [digest(secret)]


def test_a_session_ends_when_idle_and_at_the_end_of_its_life(people: People, secret: str, clock: StillClock) -> None:
    settings, context = people.context.settings, people.context
    clock.advance(settings.session_idle - timedelta(seconds=1))
    assert whoever(people, secret) is not None
    with context.database.writing() as session:
        sessions.touch_session(session, secret, clock=clock)
    clock.advance(settings.session_idle)
    assert whoever(people, secret) is None

    for _ in range(30):
        with context.database.writing() as session:
            sessions.touch_session(session, secret, clock=clock)
        clock.advance(timedelta(minutes=30))
    assert whoever(people, secret) is None


def test_a_secret_is_renewed_and_the_old_one_soon_worthless(people: People, secret: str, clock: StillClock) -> None:
    context = people.context
    clock.advance(sessions.ROTATE_AFTER)
    with context.database.writing() as session:
        renewed = sessions.rotate_session(session, secret, clock=clock)
    with context.database.writing() as session:
        assert sessions.rotate_session(session, secret, clock=clock) is None
    assert renewed is not None
    assert whoever(people, secret) is not None
    clock.advance(sessions.OVERLAP)

    assert whoever(people, secret) is None
    assert whoever(people, renewed) is not None


@pytest.mark.parametrize("garbage", ["", "x", "poincon_session_", "poincon_api_" + "a" * 46, "é" * 60])
def test_garbage_opens_nothing(people: People, garbage: str) -> None:
    assert whoever(people, garbage) is None


def test_a_new_role_begins_with_a_new_sign_in(people: People, secret: str) -> None:
    context = people.context
    with context.database.writing() as session:
        service.grant_role(session, people.administrator, people.owner.user_id, Role.REVIEWER, clock=context.clock)

    assert whoever(people, secret) is None


def test_signing_out_ends_the_session_on_the_server(people: People, app: Flask, secret: str) -> None:
    with app.test_request_context("/", headers={"Cookie": f"{COOKIE}={secret}"}):
        actor = current_actor()
        assert actor is not None
        assert (actor.user_id, actor.organisation_id) == (people.owner.user_id, people.owner.organisation_id)
        cleared = sign_out_browser(Response(), actor)

    assert whoever(people, secret) is None
    assert "Expires=Thu, 01 Jan 1970" in cleared.headers["Set-Cookie"]


def test_signing_out_ends_the_session_also_in_the_request_that_would_renew_it(
    people: People, app: Flask, secret: str, clock: StillClock
) -> None:
    clock.advance(sessions.ROTATE_AFTER)
    with app.test_request_context("/", headers={"Cookie": f"{COOKIE}={secret}"}):
        actor = current_actor()
        assert actor is not None
        answer = app.process_response(sign_out_browser(Response(), actor))

    cookies = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith(f"{COOKIE}=")]
    assert [one.startswith(f"{COOKIE}=;") for one in cookies] == [True]
    with people.context.database.reading() as session:
        assert session.scalars(select(BrowserSession)).all() == []


def test_signing_out_ends_the_secret_that_was_just_replaced_too(
    people: People, app: Flask, secret: str, clock: StillClock
) -> None:
    clock.advance(sessions.ROTATE_AFTER)
    with people.context.database.writing() as session:
        elsewhere = sessions.open_session(
            session, get_user(session, people.owner.user_id), clock=clock, settings=people.context.settings
        )
        renewed = sessions.rotate_session(session, secret, clock=clock)
    with app.test_request_context("/", headers={"Cookie": f"{COOKIE}={renewed}"}):
        actor = current_actor()
        assert actor is not None
        sign_out_browser(Response(), actor)

    assert whoever(people, secret) is None
    assert whoever(people, elsewhere) is not None, "another browser of the same person stays signed in"


def test_signing_in_never_continues_a_session_brought_along(people: People, app: Flask, secret: str) -> None:
    """Session fixation: what the browser had before is not what it has after."""
    with people.context.database.reading() as session:
        user = get_user(session, people.owner.user_id)
    with app.test_request_context("/", headers={"Cookie": f"{COOKIE}={secret}"}):
        cookie = sign_in_browser(Response(), user).headers["Set-Cookie"]

    assert secret not in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_an_old_secret_is_renewed_on_the_way(people: People, app: Flask, secret: str, clock: StillClock) -> None:
    del people
    clock.advance(sessions.ROTATE_AFTER)

    response = app.test_client().get("/nowhere", headers={"Cookie": f"{COOKIE}={secret}"})
    with app.test_request_context("/", headers={"Cookie": f"{COOKIE}={secret}"}):
        current_actor()
        response = app.process_response(Response())

    assert COOKIE in response.headers.get("Set-Cookie", "")


def test_what_has_expired_is_forgotten(people: People, secret: str, clock: StillClock) -> None:
    del secret
    clock.advance(timedelta(days=1))
    with people.context.database.writing() as session:
        sessions.forget_expired_sessions(session, clock=clock)

    with people.context.database.reading() as session:
        assert session.scalars(select(BrowserSession)).all() == []
