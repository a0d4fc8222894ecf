"""Every REST route of labels, credentials and catalogue, for everybody: who reads, and who may change what."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from builders.client_assertions import new_key, public_set
from builders.portal_apps import portal_app

if TYPE_CHECKING:
    from builders.office import Office
    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

NOUNS = frozenset({"labels", "credentials", "listings"})
WHO = ("owner", "mate", "stranger", "nobody", "reviewer", "decider", "administrator")
KEYS = public_set(new_key())
WISH = {"label": "{label}", "jwks": KEYS, "redirect_uris": ["https://carnet.example/callback"]}
STATEMENT = {"audience": "https://space.example/s/mes"}


@dataclass(frozen=True)
class Route:
    """One route: how to ask, and what each of WHO is answered; `public` ones answer a stranger without token."""

    method: str
    path: str
    answers: tuple[int, ...]
    body: dict[str, Any] | None = field(default=None)
    public: bool = False


def public(path: str) -> Route:
    return Route("GET", path, (200,) * len(WHO), public=True)


#                     owner mate stran nobod revie decid admin
TABLE = (
    public("/api/v1/labels"),
    public("/api/v1/labels/{label}"),
    public("/api/v1/catalogue"),
    public("/api/v1/catalogue/{app}"),
    Route("POST", "/api/v1/labels", (403, 403, 404, 404, 403, 409, 409), {"agreement": "{agreement}"}),
    Route("GET", "/api/v1/credentials", (200,) * len(WHO)),
    Route("POST", "/api/v1/credentials", (409, 409, 403, 403, 403, 403, 403), WISH),
    Route("GET", "/api/v1/credentials/{client}", (200, 200, 404, 404, 200, 200, 200)),
    Route("PUT", "/api/v1/credentials/{client}/keys", (200, 200, 404, 404, 403, 403, 403), {"jwks": KEYS}),
    Route(
        "POST",
        "/api/v1/credentials/{client}/software-statements",
        (201, 201, 404, 404, 403, 403, 403),
        STATEMENT,
    ),
)
GUARDED = [route for route in TABLE if not route.public]
CHANGING = [route for route in TABLE if route.body]


def name(route: Route) -> str:
    return f"{route.method} {route.path}"


@pytest.fixture
def client(office: Office) -> FlaskClient:
    return portal_app(office.context).test_client()


@pytest.fixture
def places(office: Office, client: FlaskClient) -> dict[str, str]:
    """What stands in the table's braces: an app that has its label and its registration."""
    agreement = office.agreement("in_force")
    label = post(client, "/api/v1/labels", {"agreement": agreement}, office.bearer("decider"))
    wish = WISH | {"label": label["id"]}
    credential = post(client, "/api/v1/credentials", wish, office.bearer("owner"))
    return {"agreement": agreement, "label": label["id"], "app": label["app_id"], "client": credential["client_id"]}


def post(client: FlaskClient, path: str, body: dict[str, Any], headers: dict[str, str]) -> dict[str, Any]:
    answer = client.post(path, json=body, headers=headers)
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.get_json()
    return made


def ask(client: FlaskClient, route: Route, places: dict[str, str], headers: dict[str, str]) -> TestResponse:
    body = route.body and {
        name: value.format(**places) if isinstance(value, str) else value for name, value in route.body.items()
    }
    return client.open(route.path.format(**places), method=route.method, json=body, headers=headers)


def test_everybody_is_answered_as_the_table_says(
    office: Office, client: FlaskClient, places: dict[str, str], subtests: pytest.Subtests
) -> None:
    for route in TABLE:
        for who, status in zip(WHO, route.answers, strict=True):
            with subtests.test(route=name(route), who=who):
                answer = ask(client, route, places, office.bearer(who))
                assert answer.status_code == status, answer.text
                if status >= 400:
                    assert answer.mimetype == "application/problem+json"
                    assert answer.get_json()["code"]


def test_the_public_reads_what_is_public_and_nothing_else(
    client: FlaskClient, places: dict[str, str], subtests: pytest.Subtests
) -> None:
    for route in TABLE:
        with subtests.test(route=name(route)):
            answer = ask(client, route, places, {})
            assert answer.status_code == (200 if route.public else 401), answer.text


def test_a_token_opens_nothing_beyond_its_scopes(
    office: Office, client: FlaskClient, places: dict[str, str], subtests: pytest.Subtests
) -> None:
    narrow = office.bearer("owner", scopes=frozenset({"listings:read"}))
    reading = office.bearer("owner", scopes=frozenset({"labels:read", "credentials:read"}))
    for headers, routes in ((narrow, GUARDED), (reading, CHANGING)):
        for route in routes:
            with subtests.test(route=name(route)):
                answer = ask(client, route, places, headers)
                assert (answer.status_code, answer.get_json()["code"]) == (403, "insufficient_scope")


def test_no_route_is_missing_from_the_table(office: Office) -> None:
    names = {"<label_id>": "{label}", "<client_id>": "{client}", "<app_id>": "{app}"}
    seen = set()
    for rule in portal_app(office.context).url_map.iter_rules():
        if rule.endpoint.split(".")[0] in NOUNS and rule.rule.startswith("/api/"):
            path = rule.rule
            for placeholder, meant in names.items():
                path = path.replace(placeholder, meant)
            seen |= {(method, path) for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}}
    assert seen == {(route.method, route.path) for route in TABLE}


@pytest.mark.parametrize("body", ["[]", "null", "{", '{"surprise": 1}', '{"agreement": 5}', "\x00", '{"jwks": [1]}'])
def test_a_wrong_body_is_a_problem_document(
    office: Office, client: FlaskClient, places: dict[str, str], body: str
) -> None:
    headers = office.bearer("decider") | {"Content-Type": "application/json"}
    for route in CHANGING:
        answer = client.open(route.path.format(**places), method=route.method, data=body, headers=headers)
        assert 400 <= answer.status_code < 500
        assert answer.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    "audience",
    ["", "space", "javascript:alert(1)", "https://", "ftp://space.example", "https://x/" + "a" * 300, "https://x\n"],
)
def test_a_statement_is_made_for_an_address_only(
    office: Office, client: FlaskClient, places: dict[str, str], audience: str
) -> None:
    path = f"/api/v1/credentials/{places['client']}/software-statements"
    answer = client.post(path, json={"audience": audience}, headers=office.bearer("owner"))
    assert (answer.status_code, answer.mimetype) == (422, "application/problem+json")


def test_a_statement_may_be_for_a_space_on_this_machine(
    office: Office, client: FlaskClient, places: dict[str, str]
) -> None:
    path = f"/api/v1/credentials/{places['client']}/software-statements"
    made = post(client, path, {"audience": "https://localhost:8443/s/mes"}, office.bearer("owner"))
    assert made["software_statement"].count(".") == 2
