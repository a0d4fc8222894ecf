"""Owner, team-mate, stranger and office at each kind of page: what is not one's own does not exist."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from builders.portal_apps import portal_app
from builders.portals import PASSWORD, People
from builders.site import client_of, form_token, path_of

from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.session_cookie import COOKIE
from catalogue_portal.accounts.sessions import open_session
from catalogue_portal.actor import Role
from catalogue_portal.publishers import service as publishers
from catalogue_portal.reviews import service as reviews
from catalogue_portal.reviews.models import Outcome
from catalogue_portal.runs import service as runs

if TYPE_CHECKING:
    from builders.told_story import Story
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


@pytest.mark.parametrize("who", ["camille", "nadia"])
def test_what_is_weighed_is_not_shown_to_the_publisher_nor_to_an_office_person_who_is_of_it(
    who: str, own_story: Story
) -> None:
    """Before the decision, the page of the opinion told the publisher which requirements were found not met."""
    story, path = own_story, path_of("opinion", own_story)
    with story.context.database.writing() as session:
        reviews.find(
            session,
            story.actors["nadia"],
            story.ids["open dossier"],
            "MES-INT-10",
            outcome=Outcome.NOT_MET,
            rationale="It is nowhere to be seen.",
        )
    client = client_of(portal_app(story.context), story, who)
    if who == "nadia":
        assert "MES-INT-10" in client.get(path).get_data(as_text=True)
        with story.context.database.writing() as session:
            invitation = publishers.invite(
                session, story.actors["camille"], story.ids["organisation"], clock=story.context.clock
            )
            own = replace(story.actors["nadia"], roles=frozenset({Role.PUBLISHER}))
            publishers.join(session, own, invitation, clock=story.context.clock)
    for page in (path, path_of("evaluation", story)):
        assert client.get(page).status_code == 403, page
    token = form_token(client, path_of("own dossier", story))
    refused = client.post(path, data={"form_token": token, "sense": "favourable"})
    finding = f"/dossiers/{story.ids['open dossier']}/findings/MES-INT-10"
    swapped = client.post(finding, data={"form_token": token}, headers={"HX-Request": "true"})
    assert (refused.status_code, swapped.status_code) == (403, 403)
    shown = client.get(path_of("dossier", story))
    assert shown.status_code == 200
    for answer in (refused, swapped, shown):
        assert "It is nowhere to be seen" not in answer.get_data(as_text=True)


def test_a_finding_on_evidence_that_has_changed_is_told_on_the_form(own_story: Story) -> None:
    client = client_of(portal_app(own_story.context), own_story, "nadia")
    page = path_of("evaluation", own_story)
    assert 'name="seen" value="sha256:' in client.get(page).get_data(as_text=True)
    sent = {"outcome": "met", "rationale": "Read in the file.", "seen": "sha256:" + "0" * 64}
    path = f"/dossiers/{own_story.ids['open dossier']}/findings/MES-INT-10"
    answer = client.post(path, data=sent | {"form_token": form_token(client, page)})
    assert answer.status_code == 422
    assert "Les preuves ont changé" in answer.get_data(as_text=True)


def test_a_reservation_of_a_kind_that_is_none_is_told_on_the_form(own_story: Story) -> None:
    client = client_of(portal_app(own_story.context), own_story, "nadia")
    path = path_of("opinion", own_story)
    sent = {"sense": "unfavourable", "reasons": "x" * 20, "text-1": "Mend this first.", "kind-1": "nonsense"}
    answer = client.post(path, data=sent | {"form_token": form_token(client, path)})
    assert answer.status_code == 422
    assert "Mend this first." in answer.get_data(as_text=True), "what was typed is kept"
