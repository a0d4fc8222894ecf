"""Every REST route, for everybody: a route that is not in the table, or that answers otherwise, fails the build."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, Any

import pytest
from builders.papers import HDS, pdf
from builders.portals import MANIFEST, PASSWORD, People, open_portal, settle_people
from sqlalchemy import select

from catalogue_portal.accounts.models import ApiToken
from catalogue_portal.accounts.repository import get_user
from catalogue_portal.accounts.sessions import open_session
from catalogue_portal.apps import service as apps
from catalogue_portal.apps.intake import take_text
from catalogue_portal.convergence import service as convergence
from catalogue_portal.convergence.intake import take
from catalogue_portal.domains import service as domains
from catalogue_portal.evidence import service as evidence
from catalogue_portal.evidence.intake import Intake
from catalogue_portal.evidence.intake import take as take_document
from catalogue_portal.portal import portal_of
from catalogue_portal.publishers import service as publishers
from catalogue_portal.runs import service as runs
from catalogue_portal.scanning import NOT_SCANNED
from catalogue_portal.settings import SpacesAt

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

WHO = ("owner", "mate", "stranger", "newcomer", "reviewer", "decider", "administrator")
ELSEWHERE = frozenset({"listings:read"})
OWN_NOUNS = frozenset({"accounts", "publishers", "apps", "domains", "runs", "evidence", "convergence"})


@dataclass(frozen=True)
class Route:
    """One route: how to ask, and what each of WHO is answered."""

    method: str
    path: str
    answers: tuple[int, ...]
    body: dict[str, Any] | None = field(default=None)
    form: dict[str, str] | None = field(default=None)
    """Sent with a file instead of a body."""


def everybody(status: int) -> tuple[int, ...]:
    return (status,) * len(WHO)


#                     owner mate  stran newco revie decid admin
READ_OWN_OR_OFFICE = (200, 200, 404, 404, 200, 200, 200)
OWN_ALONE = (200, 200, 404, 404, 403, 403, 403)
READ_OWN_NOT_FILED = (200, 200, 404, 404, 404, 404, 404)
DECLARED = "schema: poincon/convergence/1\napp: Carnet\nedition: 2026-1\nrequirements: {}\n"
TABLE = (
    Route("GET", "/api/v1/me", everybody(200)),
    Route("GET", "/api/v1/tokens", everybody(200)),
    Route("DELETE", "/api/v1/tokens/{token}", (204, 404, 404, 404, 404, 404, 404)),
    Route("GET", "/api/v1/users", (403, 403, 403, 403, 403, 403, 200)),
    Route("POST", "/api/v1/users/{newcomer}/roles", (403, 403, 403, 403, 403, 403, 200), {"role": "reviewer"}),
    Route("DELETE", "/api/v1/users/{newcomer}/roles/publisher", (403, 403, 403, 403, 403, 403, 204)),
    Route("DELETE", "/api/v1/users/{mate}", (403, 403, 403, 403, 403, 403, 204)),
    Route("GET", "/api/v1/organisations", everybody(200)),
    Route(
        "POST",
        "/api/v1/organisations",
        (409, 409, 409, 201, 403, 403, 403),
        {"name": "Neuve", "registration_number": "3" * 14},
    ),
    Route("GET", "/api/v1/organisations/{organisation}", READ_OWN_OR_OFFICE),
    Route("GET", "/api/v1/organisations/{organisation}/members", READ_OWN_OR_OFFICE),
    Route("DELETE", "/api/v1/organisations/{organisation}/members/{mate}", (204, 204, 404, 404, 403, 403, 403)),
    Route("POST", "/api/v1/organisations/{organisation}/invitations", (201, 403, 404, 404, 403, 403, 403)),
    Route("POST", "/api/v1/memberships", (409, 409, 409, 201, 403, 403, 403), {"code": "{invitation}"}),
    Route(
        "POST",
        "/api/v1/organisations/{organisation}/state",
        (403, 403, 404, 404, 403, 403, 200),
        {"event": "verify"},
    ),
    Route("GET", "/api/v1/apps", everybody(200)),
    Route("POST", "/api/v1/apps", (201, 201, 201, 403, 403, 403, 403), {"name": "Neuf", "kind": "web"}),
    Route("GET", "/api/v1/apps/{app}", READ_OWN_OR_OFFICE),
    Route("GET", "/api/v1/apps/{app}/releases", READ_OWN_OR_OFFICE),
    Route("POST", "/api/v1/apps/{app}/releases", (409, 409, 404, 404, 403, 403, 403), {"folder": "{folder}"}),
    Route("GET", "/api/v1/releases/{release}", READ_OWN_OR_OFFICE),
    Route("GET", "/api/v1/releases/{remote}/domain", OWN_ALONE),
    Route("POST", "/api/v1/releases/{remote}/domain", OWN_ALONE),
    Route("POST", "/api/v1/releases/{remote}/domain/look", (409, 409, 404, 404, 403, 403, 403)),
    Route("POST", "/api/v1/releases/{remote}/space", (409, 409, 404, 404, 403, 403, 403), {"callers": []}),
    Route("GET", "/api/v1/apps/{app}/space", (404, 404, 404, 404, 404, 404, 404)),
    Route("POST", "/api/v1/releases/{release}/runs", (202, 202, 404, 404, 403, 403, 403), {}),
    Route("GET", "/api/v1/runs", everybody(200)),
    Route("GET", "/api/v1/runs?release={release}", READ_OWN_OR_OFFICE),
    Route("GET", "/api/v1/runs/{run}", READ_OWN_OR_OFFICE),
    Route("GET", "/api/v1/runs/{run}/events", READ_OWN_OR_OFFICE),
    Route("GET", "/api/v1/runs/{run}/report", (409, 409, 404, 404, 409, 409, 409)),
    Route("POST", "/api/v1/runs/{run}/cancellation", (202, 202, 404, 404, 403, 403, 202)),
    Route("GET", "/api/v1/evidence-types", everybody(200)),
    Route("GET", "/api/v1/apps/{app}/evidence", READ_OWN_OR_OFFICE),
    Route(
        "POST",
        "/api/v1/apps/{app}/evidence",
        (201, 201, 404, 404, 403, 403, 403),
        form={"type": "hds_certificate", "title": "Another", "fields": "{said}"},
    ),
    Route("GET", "/api/v1/evidence/{document}", READ_OWN_NOT_FILED),
    Route(
        "POST",
        "/api/v1/evidence/{document}/versions",
        (201, 201, 404, 404, 404, 404, 404),
        form={"fields": "{said}", "after": "1"},
    ),
    Route("GET", "/api/v1/evidence/{document}/versions/1/content", READ_OWN_NOT_FILED),
    Route("DELETE", "/api/v1/evidence/{document}", (204, 204, 404, 404, 404, 404, 404)),
    Route("GET", "/api/v1/evidence/{filed}", READ_OWN_OR_OFFICE),
    Route(
        "POST",
        "/api/v1/evidence/{filed}/versions",
        (201, 201, 404, 404, 403, 403, 403),
        form={"fields": "{said}", "after": "1"},
    ),
    Route("GET", "/api/v1/evidence/{filed}/versions/1/content", READ_OWN_OR_OFFICE),
    Route("DELETE", "/api/v1/evidence/{filed}", (204, 204, 404, 404, 403, 403, 403)),
    Route("GET", "/api/v1/apps/{app}/convergence", READ_OWN_OR_OFFICE),
    Route(
        "POST",
        "/api/v1/apps/{app}/convergence",
        (201, 201, 404, 404, 403, 403, 403),
        {"text": "{declared}", "after": 1},
    ),
    Route("GET", "/api/v1/apps/{app}/convergence/1", READ_OWN_NOT_FILED),
    Route("GET", "/api/v1/apps/{app}/convergence/1/standing", READ_OWN_NOT_FILED),
)
PUBLIC = frozenset({("POST", "/api/v1/accounts"), ("POST", "/api/v1/tokens")})


@dataclass(frozen=True)
class Scene:
    """One portal for all these tests, put back as it was before each."""

    people: People
    app: Flask
    places: dict[str, str]
    kept: bytes

    def put_back(self) -> None:
        """Undo whatever the last request did."""
        self.people.context.database.close()
        (self.people.context.settings.data / "portal.sqlite3").write_bytes(self.kept)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    context = open_portal(tmp_path_factory.mktemp("portal"), spaces_at=SpacesAt("spaces.example.org", 9100, 9199))
    people = settle_people(context)
    places = things_of_the_owner(people)
    for who in WHO:
        people.bearer(getattr(people, who))
    people.bearer(people.owner, scopes=ELSEWHERE)
    app = portal_of(context)
    context.database.close()
    yield Scene(people, app, places, (context.settings.data / "portal.sqlite3").read_bytes())
    context.database.close()


@pytest.fixture(autouse=True)
def as_it_was(scene: Scene) -> None:
    scene.put_back()


@pytest.fixture
def people(scene: Scene) -> People:
    return scene.people


@pytest.fixture
def app(scene: Scene) -> Flask:
    return scene.app


@pytest.fixture
def places(scene: Scene) -> dict[str, str]:
    return scene.places


def things_of_the_owner(people: People) -> dict[str, str]:
    """What stands in the table's braces."""
    context = people.context
    with context.database.writing() as session:
        run = runs.request_hook_up(
            session,
            people.owner,
            people.release.id,
            exchanges={},
            scopes=(),
            clock=context.clock,
            settings=context.settings,
        )
        remote = apps.add_release(
            session,
            people.owner,
            people.app.id,
            take_text(MANIFEST % ("2.0.0", 'url: "https://carnet.example.org"'), read=context.ports.read_manifest),
            clock=context.clock,
        )
        domains.claim(session, people.owner, remote.id, clock=context.clock, settings=context.settings)
        convergence.save(session, people.owner, people.app.id, take(DECLARED), after=0)
        filed = evidence.add(session, people.owner, people.app.id, "Filed", certificate()).id
        evidence.file(session, people.app.id)
        document = evidence.add(session, people.owner, people.app.id, "Not filed", certificate()).id
    assert people.owner.organisation_id is not None
    with context.database.writing() as session:
        invitation = publishers.invite(session, people.owner, people.owner.organisation_id, clock=context.clock)
    people.bearer(people.owner)
    with context.database.reading() as session:
        token = session.scalars(select(ApiToken.id).where(ApiToken.user_id == people.owner.user_id)).one()
    return {
        "organisation": people.owner.organisation_id,
        "app": people.app.id,
        "release": people.release.id,
        "remote": remote.id,
        "run": run.id,
        "mate": people.mate.user_id,
        "newcomer": people.newcomer.user_id,
        "invitation": invitation,
        "token": token,
        "folder": str(context.settings.demo_folders[0]),
        "declared": DECLARED,
        "filed": filed,
        "document": document,
        "said": json.dumps(HDS),
    }


def certificate() -> Intake:
    """A certificate that may be kept."""
    return take_document(
        "hds_certificate", pdf(), "c.pdf", HDS, today=date(2026, 11, 29), scanner=NOT_SCANNED, largest=10**6
    )


def ask(client: FlaskClient, route: Route, places: dict[str, str], headers: dict[str, str]) -> TestResponse:
    if route.form is not None:
        form = {name: value.format(**places) for name, value in route.form.items()}
        sent = {**form, "file": (BytesIO(pdf()), "c.pdf")}
        return client.open(route.path.format(**places), method=route.method, data=sent, headers=headers)
    body = route.body
    if body is not None:
        body = {name: value.format(**places) if isinstance(value, str) else value for name, value in body.items()}
    return client.open(route.path.format(**places), method=route.method, json=body, headers=headers)


@pytest.mark.parametrize("number", range(len(WHO)), ids=WHO)
@pytest.mark.parametrize("route", TABLE, ids=lambda route: f"{route.method} {route.path}")
def test_everybody_is_answered_as_the_table_says(
    people: People, client: FlaskClient, places: dict[str, str], route: Route, number: int
) -> None:
    headers = people.bearer(getattr(people, WHO[number]))

    response = ask(client, route, places, headers)

    assert response.status_code == route.answers[number], response.text
    if response.status_code >= 400:
        assert response.mimetype == "application/problem+json"
        assert response.get_json()["status"] == response.status_code


@pytest.mark.parametrize("route", TABLE, ids=lambda route: f"{route.method} {route.path}")
def test_nobody_enters_without_a_living_token(client: FlaskClient, places: dict[str, str], route: Route) -> None:
    for headers in ({}, {"Authorization": "Bearer poincon_api_" + "a" * 46}, {"Authorization": "Basic eDp5"}):
        response = ask(client, route, places, headers)

        assert response.status_code == 401
        assert response.mimetype == "application/problem+json"
        assert response.headers["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("route", TABLE, ids=lambda route: f"{route.method} {route.path}")
def test_a_token_opens_nothing_beyond_its_scopes(
    people: People, client: FlaskClient, places: dict[str, str], route: Route
) -> None:
    headers = people.bearer(people.owner, scopes=ELSEWHERE)

    response = ask(client, route, places, headers)

    assert (response.status_code, response.get_json()["code"]) == (403, "insufficient_scope")


@pytest.mark.parametrize("route", TABLE, ids=lambda route: f"{route.method} {route.path}")
def test_a_session_cookie_opens_no_route_of_the_api(
    people: People, client: FlaskClient, places: dict[str, str], route: Route
) -> None:
    """What a browser sends along by itself must not act: there is nothing to forge."""
    context = people.context
    with context.database.writing() as session:
        user = get_user(session, people.owner.user_id)
        secret = open_session(session, user, clock=context.clock, settings=context.settings)
    client.set_cookie("poincon_session", secret)

    assert ask(client, route, places, {}).status_code == 401


def rest_routes(app: Flask) -> set[tuple[str, str, str]]:
    return {
        (method, rule.rule, rule.endpoint)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/v1")
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_the_table_knows_every_route_of_these_nouns(app: Flask, places: dict[str, str]) -> None:
    adapter = app.url_map.bind("localhost")
    told = set(PUBLIC)
    for route in TABLE:
        path = route.path.format(**places).partition("?")[0]
        rule, _ = adapter.match(path, method=route.method, return_rule=True)
        told.add((route.method, rule.rule))
    served = {(method, rule) for method, rule, endpoint in rest_routes(app) if endpoint.split(".")[0] in OWN_NOUNS}

    assert served == told


def test_every_route_of_every_noun_names_its_scope_or_is_public_on_purpose(app: Flask) -> None:
    unguarded = {
        (method, rule)
        for method, rule, endpoint in rest_routes(app)
        if endpoint.split(".")[0] in OWN_NOUNS and not hasattr(app.view_functions[endpoint], "required_scope")
    }

    assert unguarded == PUBLIC


def test_a_route_that_changes_something_wants_a_scope_to_write(app: Flask) -> None:
    for method, _rule, endpoint in rest_routes(app):
        scope = getattr(app.view_functions[endpoint], "required_scope", None)
        if scope is not None:
            assert scope.endswith(":read" if method == "GET" else ":write"), endpoint


def test_the_public_routes_serve_a_publisher_from_nothing(people: People, client: FlaskClient) -> None:
    del people
    wish = {"email": "new@example.org", "display_name": "New", "password": PASSWORD}
    assert client.post("/api/v1/accounts", json=wish).status_code == 202
    wish = {"email": "new@example.org", "password": PASSWORD, "name": "ci", "scopes": ["accounts:read"]}
    issued = client.post("/api/v1/tokens", json=wish)
    assert issued.status_code == 201

    me = client.get("/api/v1/me", headers={"Authorization": f"Bearer {issued.get_json()['secret']}"})

    assert me.get_json()["roles"] == ["publisher"]
