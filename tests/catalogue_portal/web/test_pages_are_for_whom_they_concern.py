"""Owner, team-mate, stranger and office at each kind of page: what is not one's own does not exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.portals import PASSWORD, People
from builders.site import form_token

from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.session_cookie import COOKIE
from catalogue_portal.accounts.sessions import open_session
from catalogue_portal.runs import service as runs

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from catalogue_portal.context import Context

EVERYBODY = ("owner", "mate", "stranger", "newcomer", "reviewer", "decider", "administrator")


@pytest.fixture
def places(context: Context, people: People) -> dict[str, str]:
    """The addresses of an organisation's things."""
    with context.database.writing() as session:
        run = runs.request_check(
            session, people.owner, people.release.id, clock=context.clock, settings=context.settings
        )
        return {
            "app": f"/apps/{people.app.id}",
            "release": f"/releases/{people.release.id}",
            "manifest": f"/apps/{people.app.id}/releases/new",
            "run": f"/runs/{run.id}",
            "progress": f"/runs/{run.id}/progress",
            "stream": f"/runs/{run.id}/stream",
            "organisation": f"/organisations/{people.owner.organisation_id}",
        }


def entered(app: Flask, people: People, who: str) -> FlaskClient:
    """A client of somebody whose session was opened without the slow check of a password."""
    client, here = app.test_client(), people.context
    with here.database.writing() as session:
        user = get_user(session, getattr(people, who).user_id)
        client.set_cookie(COOKIE, open_session(session, user, clock=here.clock, settings=here.settings))
    return client


@pytest.mark.parametrize("who", EVERYBODY)
def test_things_of_an_organisation_exist_for_its_people_and_the_office(
    who: str, app: Flask, people: People, places: dict[str, str]
) -> None:
    client = entered(app, people, who)
    expected = 404 if who in {"stranger", "newcomer"} else 200
    for name, path in places.items():
        if name != "stream":
            assert client.get(path).status_code == expected, name
    if expected == 404:
        assert client.get(places["stream"]).status_code == 404


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/people", {"administrator"}),
        ("/audit", {"administrator"}),
        ("/organisations", {"administrator"}),
        ("/reviews", {"reviewer", "decider", "administrator"}),
        ("/surveillance", {"reviewer", "decider", "administrator"}),
        ("/desk", {"owner", "mate", "stranger", "newcomer"}),
    ],
)
def test_page_of_a_role_is_for_that_role(path: str, allowed: set[str], app: Flask, people: People) -> None:
    for who in EVERYBODY:
        assert entered(app, people, who).get(path).status_code == (200 if who in allowed else 403), who


def test_somebody_without_a_session_is_led_to_the_door_and_back(
    app: Flask, people: People, places: dict[str, str]
) -> None:
    del people
    client = app.test_client()
    answer = client.get(places["run"])
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/sign-in?next={places['run'].replace('/', '%2F')}" or answer.headers[
        "Location"
    ].startswith("/sign-in?next=/runs/")
    token = form_token(client, answer.headers["Location"])
    data = {"email": "owner@example.org", "password": PASSWORD, "form_token": token, "next": places["run"]}
    assert client.post("/sign-in", data=data).headers["Location"] == places["run"]


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_signing_in_never_leads_to_another_site(elsewhere: str, app: Flask, people: People) -> None:
    del people
    client = app.test_client()
    token = form_token(client, "/sign-in")
    data = {"email": "owner@example.org", "password": PASSWORD, "form_token": token, "next": elsewhere}
    assert client.post("/sign-in", data=data).headers["Location"] == "/desk"


def test_wrong_password_says_so_and_keeps_the_address(app: Flask, people: People) -> None:
    del people
    client = app.test_client()
    data = {"email": "owner@example.org", "password": "wrong", "form_token": form_token(client, "/sign-in")}
    answer = client.post("/sign-in", data=data)
    assert answer.status_code == 403
    page = answer.get_data(as_text=True)
    assert 'value="owner@example.org"' in page
    assert "wrong" not in page.partition('id="field-password"')[2].partition(">")[0]


def test_signing_out_ends_the_session(app: Flask, people: People) -> None:
    client = entered(app, people, "owner")
    client.post("/sign-out", data={"form_token": form_token(client, "/desk")})
    assert client.get("/desk").status_code == 303
