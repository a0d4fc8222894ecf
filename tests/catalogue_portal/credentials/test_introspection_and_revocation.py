"""A token is active as long as it would open something, and only its own client learns of it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from builders.agreed_app import DECIDER, AgreedApp
from builders.client_assertions import ASSERTION_TYPE, ISSUER, assertion, new_key, registered, token_request
from builders.clocks import StillClock
from builders.tokens import claims_of, sign, unsigned
from joserfc.jwk import ECKey

from catalogue_portal.credentials.access_token import ACCESS_TOKEN
from catalogue_portal.keys import SigningKey
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.claims import LABEL
from catalogue_portal.labels.models import LabelState


class App:
    """A registered app that holds a token."""

    def __init__(self, world: AgreedApp, clock: StillClock) -> None:
        self.world, self.clock, self.key = world, clock, new_key()
        registration = registered(world, self.key)
        self.client_id, self.label_id = registration.id, registration.label_id
        self.browser = world.portal.test_client()
        self.token: str = self.browser.post("/oauth2/token", data=token_request(self.assertion())).get_json()[
            "access_token"
        ]

    def assertion(self) -> str:
        return assertion(self.client_id, self.key, now=self.clock.now().timestamp())

    def post(self, path: str, **form: str) -> Any:  # noqa: ANN401
        proof = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self.assertion()}
        return self.browser.post(path, data=proof | form)

    def is_active(self, token: str | None = None, **more: str) -> bool:
        answer = self.post("/oauth2/introspect", token=token or self.token, **more)
        assert answer.status_code == 200
        active: bool = answer.get_json()["active"]
        return active

    def opens_the_api(self, token: str | None = None) -> bool:
        headers = {"Authorization": f"Bearer {token or self.token}"}
        return bool(self.browser.get("/api/v1/apps", headers=headers).status_code == 200)

    def set_label(self, state: LabelState) -> None:
        with self.world.context.database.writing() as session:
            labels.set_status(session, DECIDER, self.label_id, state, reason="x")


@pytest.fixture
def app(world: AgreedApp, clock: StillClock) -> App:
    return App(world, clock)


def test_introspection_tells_what_the_token_is(app: App) -> None:
    claims = claims_of(app.token)
    assert app.post("/oauth2/introspect", token=app.token).get_json() == {
        "active": True,
        "token_type": "Bearer",
        "client_id": app.client_id,
        "sub": app.client_id,
        "scope": "apps:read dossiers:read runs:read runs:write",
        "iss": ISSUER,
        "aud": f"{ISSUER}/api/v1",
        "iat": claims["iat"],
        "exp": claims["exp"],
        "jti": claims["jti"],
    }


def test_a_token_opens_the_api_within_its_scopes_as_its_publisher(app: App) -> None:
    assert app.opens_the_api()
    headers = {"Authorization": f"Bearer {app.token}"}
    assert [one["id"] for one in app.browser.get("/api/v1/apps", headers=headers).get_json()] == [app.world.app_id]
    refused = app.browser.post("/api/v1/apps", json={"name": "Other", "kind": "web"}, headers=headers)
    assert (refused.status_code, refused.get_json()["code"]) == (403, "insufficient_scope")


@pytest.mark.parametrize("state", [LabelState.SUSPENDED, LabelState.WITHDRAWN])
def test_a_token_is_inactive_at_once_when_the_label_is_not_in_force(app: App, state: LabelState) -> None:
    assert app.is_active()
    app.set_label(state)
    assert not app.is_active()
    assert not app.opens_the_api()


def test_a_token_lives_again_with_its_label(app: App) -> None:
    for state in (LabelState.SUSPENDED, LabelState.VALID):
        app.set_label(state)
    assert app.is_active()


def test_a_token_ends_after_five_minutes(app: App) -> None:
    app.clock.advance(timedelta(seconds=299))
    assert app.is_active()
    app.clock.advance(timedelta(seconds=1))
    assert not app.is_active()
    assert not app.opens_the_api()


def test_a_revoked_token_opens_nothing_and_revoking_it_again_is_no_error(app: App) -> None:
    for _ in range(2):
        assert app.post("/oauth2/revoke", token=app.token).status_code == 200
        assert not app.is_active()
        assert not app.opens_the_api()


@pytest.mark.parametrize("hint", ["access_token", "refresh_token", "a_hint_nobody_knows", ""])
def test_a_hint_changes_nothing(app: App, hint: str) -> None:
    assert app.is_active(token_type_hint=hint)
    assert app.post("/oauth2/revoke", token=app.token, token_type_hint=hint).status_code == 200
    assert not app.is_active(token_type_hint=hint)


FOREIGN: dict[str, Callable[[App], str]] = {
    "gibberish": lambda _app: "x",
    "not ASCII": lambda _app: "é",
    "two dots": lambda _app: "..",
    "a label": lambda app: app.world.context.keys.key(LABEL).sign(claims_of(app.token)),
    "signed by somebody else": lambda app: SigningKey(ACCESS_TOKEN, ECKey.generate_key("P-256")).sign(
        claims_of(app.token)
    ),
    "unsigned": lambda app: unsigned({"typ": "at+jwt"}, claims_of(app.token)),
    "of another issuer": lambda app: app.world.context.keys.key(ACCESS_TOKEN).sign(
        claims_of(app.token) | {"iss": "https://other.example"}
    ),
    "for another audience": lambda app: app.world.context.keys.key(ACCESS_TOKEN).sign(
        claims_of(app.token) | {"aud": "https://space.example"}
    ),
    "nested too deep": lambda app: sign(
        {"alg": "ES256", "typ": "at+jwt"}, b"[" * 20_000, app.world.context.keys.key(ACCESS_TOKEN).key
    ),
}


@pytest.mark.parametrize("make", FOREIGN.values(), ids=FOREIGN.keys())
def test_what_this_server_did_not_issue_is_inactive_and_opens_nothing(app: App, make: Callable[[App], str]) -> None:
    token = make(app)
    assert not app.is_active(token)
    if token.isascii():
        assert not app.opens_the_api(token)
    assert app.post("/oauth2/revoke", token=token).status_code == 200


def test_a_client_neither_sees_nor_revokes_the_token_of_another(app: App) -> None:
    claims = claims_of(app.token) | {"client_id": "cli_otherotherot", "sub": "cli_otherotherot"}
    token = app.world.context.keys.key(ACCESS_TOKEN).sign(claims)
    assert json.loads(app.post("/oauth2/introspect", token=token).get_data()) == {"active": False}
    assert app.post("/oauth2/revoke", token=token).status_code == 200


@pytest.mark.parametrize("path", ["/oauth2/introspect", "/oauth2/revoke"])
def test_a_missing_token_is_an_invalid_request(app: App, path: str) -> None:
    assert app.post(path).get_json()["error"] == "invalid_request"


@pytest.mark.parametrize("path", ["/oauth2/introspect", "/oauth2/revoke"])
def test_nobody_asks_without_authentication(app: App, path: str) -> None:
    answer = app.browser.post(path, data={"token": app.token})
    assert answer.get_json()["error"] == "invalid_client"
    assert app.is_active()
