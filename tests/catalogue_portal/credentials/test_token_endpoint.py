"""The token endpoint: five minutes, own scopes only, one use of each assertion, nothing for a label not in force."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from builders.agreed_app import DECIDER, OWNER, AgreedApp, agreed_app
from builders.client_assertions import ASSERTION_TYPE, ISSUER, assertion, new_key, public_set, registered, token_request
from builders.clocks import StillClock
from builders.tokens import claims_of, header_of
from joserfc.jwk import Key
from werkzeug.test import TestResponse

from catalogue_portal.credentials import service
from catalogue_portal.credentials.access_token import ACCESS_TOKEN
from catalogue_portal.credentials.repository import forget_the_past
from catalogue_portal.labels import service as labels
from catalogue_portal.labels.models import LabelState

if TYPE_CHECKING:
    from flask.testing import FlaskClient

KEY = new_key()
SCOPES = "apps:read dossiers:read runs:read runs:write"


class App:
    """A registered app at the portal's door."""

    def __init__(self, world: AgreedApp, clock: StillClock, key: Key = KEY) -> None:
        self.world, self.clock, self.key = world, clock, key
        registration = registered(world, key)
        self.client_id, self.label_id = registration.id, registration.label_id
        self.browser: FlaskClient = world.portal.test_client()

    def assertion(self, **changes: Any) -> str:  # noqa: ANN401
        return assertion(self.client_id, self.key, now=self.clock.now().timestamp(), **changes)

    def ask(self, compact: str | None = None, **more: str) -> TestResponse:
        return self.browser.post("/oauth2/token", data=token_request(compact or self.assertion(), **more))

    def set_label(self, state: LabelState) -> None:
        with self.world.context.database.writing() as session:
            labels.set_status(session, DECIDER, self.label_id, state, reason="x")


@pytest.fixture
def app(world: AgreedApp, clock: StillClock) -> App:
    return App(world, clock)


def error(answer: TestResponse) -> str:
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.status_code in {400, 401}
    return str(answer.get_json()["error"])


def test_an_app_in_force_gets_a_token_in_the_profile_of_rfc_9068(app: App) -> None:
    answer = app.ask()
    body = answer.get_json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert {name: body[name] for name in ("token_type", "expires_in", "scope")} == {
        "token_type": "Bearer",
        "expires_in": 300,
        "scope": SCOPES,
    }
    assert "refresh_token" not in body
    now = int(app.clock.now().timestamp())
    assert header_of(body["access_token"]) == {
        "alg": "ES256",
        "typ": "at+jwt",
        "kid": app.world.context.keys.key(ACCESS_TOKEN).kid,
    }
    claims = claims_of(body["access_token"])
    assert claims.pop("jti")
    assert claims == {
        "iss": ISSUER,
        "aud": f"{ISSUER}/api/v1",
        "sub": app.client_id,
        "client_id": app.client_id,
        "scope": SCOPES,
        "iat": now,
        "exp": now + 300,
    }


def test_a_narrower_scope_is_granted_as_asked(app: App) -> None:
    assert app.ask(scope="runs:read").get_json()["scope"] == "runs:read"


@pytest.mark.parametrize(
    "scope",
    [
        "measures.read",
        "runs:read measures.read",
        "openid",
        "labels:write",
        "runs:read,runs:write",
        "*",
        "  ",
        "runs:read\truns:write",
    ],
)
def test_a_scope_beyond_the_portal_is_refused_and_never_narrowed(app: App, scope: str) -> None:
    assert error(app.ask(scope=scope)) == "invalid_scope"


def test_an_assertion_is_accepted_once(app: App) -> None:
    compact = app.assertion()
    assert app.ask(compact).status_code == 200
    assert error(app.ask(compact)) == "invalid_client"


def test_an_assertion_used_at_one_endpoint_is_used_at_all(app: App) -> None:
    compact = app.assertion()
    assert app.ask(compact).status_code == 200
    form = {"client_assertion_type": ASSERTION_TYPE, "client_assertion": compact, "token": "x"}
    for path in ("/oauth2/introspect", "/oauth2/revoke"):
        assert error(app.browser.post(path, data=form)) == "invalid_client"


def test_of_twenty_at_once_with_one_assertion_exactly_one_succeeds(app: App) -> None:
    compact, together = app.assertion(), threading.Barrier(20)

    def ask(_number: int) -> int:
        together.wait()
        answer = app.world.portal.test_client().post("/oauth2/token", data=token_request(compact))
        return answer.status_code

    with ThreadPoolExecutor(20) as pool:
        statuses = list(pool.map(ask, range(20)))
    assert sorted(statuses) == [200] + [400] * 19


def test_a_jti_is_remembered_until_the_assertion_is_beyond_all_leeway(app: App) -> None:
    compact = app.assertion(exp=int(app.clock.now().timestamp()) + 300)
    assert app.ask(compact).status_code == 200
    for _ in range(9):
        app.clock.advance(timedelta(seconds=45))
        with app.world.context.database.writing() as session:
            forget_the_past(session, app.clock.now())
        assert error(app.ask(compact)) == "invalid_client"


def test_the_same_jti_of_another_client_is_another_assertion(app: App, tmp_path: Path, clock: StillClock) -> None:
    assert app.ask(app.assertion(jti="shared")).status_code == 200
    other = App(agreed_app(tmp_path / "other", clock=clock), clock)
    assert other.ask(other.assertion(jti="shared")).status_code == 200


@pytest.mark.parametrize("state", [LabelState.SUSPENDED, LabelState.WITHDRAWN])
def test_a_label_that_is_not_in_force_gets_no_token_from_the_commit_on(app: App, state: LabelState) -> None:
    assert app.ask().status_code == 200
    app.set_label(state)
    assert error(app.ask()) == "unauthorized_client"


def test_a_reinstated_label_gets_tokens_again(app: App) -> None:
    for state in (LabelState.SUSPENDED, LabelState.VALID):
        app.set_label(state)
    assert app.ask().status_code == 200


def test_an_expired_label_gets_no_token(app: App) -> None:
    app.clock.advance(timedelta(days=365))
    assert error(app.ask()) == "unauthorized_client"


def test_a_rotated_out_key_authenticates_nobody(world: AgreedApp, clock: StillClock) -> None:
    app, new = App(world, clock), new_key()
    with world.context.database.writing() as session:
        service.change_keys(session, OWNER, app.client_id, public_set(new))
    assert error(app.ask()) == "invalid_client"
    assert app.ask(assertion(app.client_id, new, now=clock.now().timestamp())).status_code == 200


Change = Callable[[App], TestResponse]
REFUSED: dict[str, tuple[str, Change]] = {
    "unknown client": (
        "invalid_client",
        lambda app: app.ask(assertion("cli_unknownunkno", app.key, now=app.clock.now().timestamp())),
    ),
    "another client named": ("invalid_client", lambda app: app.ask(client_id="cli_unknownunkno")),
    "no assertion": (
        "invalid_client",
        lambda app: app.browser.post("/oauth2/token", data={"grant_type": "client_credentials"}),
    ),
    "another kind of assertion": (
        "invalid_client",
        lambda app: app.ask(client_assertion_type="urn:ietf:params:oauth:client-assertion-type:saml2-bearer"),
    ),
    "no grant type": (
        "invalid_request",
        lambda app: app.browser.post("/oauth2/token", data=token_request(app.assertion()) | {"grant_type": ""}),
    ),
    "authorization code": ("unsupported_grant_type", lambda app: app.ask(grant_type="authorization_code")),
    "password": ("unsupported_grant_type", lambda app: app.ask(grant_type="password")),
    "a grant with a name to echo": ("unsupported_grant_type", lambda app: app.ask(grant_type='"><script>é')),
    "a client secret besides": ("invalid_request", lambda app: app.ask(client_secret="x")),
    "in the address": (
        "invalid_request",
        lambda app: app.browser.post("/oauth2/token", query_string=token_request(app.assertion())),
    ),
    "scope in the address": (
        "invalid_request",
        lambda app: app.browser.post("/oauth2/token?scope=runs:read", data=token_request(app.assertion())),
    ),
    "as JSON": (
        "invalid_request",
        lambda app: app.browser.post("/oauth2/token", json=token_request(app.assertion())),
    ),
    "repeated": (
        "invalid_request",
        lambda app: app.browser.post("/oauth2/token", data=token_request(app.assertion()) | {"scope": ["a", "b"]}),
    ),
    "a client that no database can look for": ("invalid_client", lambda app: app.ask(app.assertion(sub="\ud800"))),
    "a jti that no database can keep": ("invalid_client", lambda app: app.ask(app.assertion(jti="\ud800"))),
    "wrong audience": ("invalid_client", lambda app: app.ask(app.assertion(aud=f"{ISSUER}/oauth2/token"))),
    "far end": (
        "invalid_client",
        lambda app: app.ask(app.assertion(exp=int(app.clock.now().timestamp()) + 301)),
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_wrong_request_gets_the_registered_error(app: App, name: str) -> None:
    expected, ask = REFUSED[name]
    answer = ask(app)
    assert error(answer) == expected
    description = answer.get_json()["error_description"]
    assert all(0x20 <= ord(character) <= 0x7E and character not in '"\\' for character in description)


def test_a_refused_request_tells_nobody_whether_the_client_exists(app: App) -> None:
    stranger = app.ask(assertion("cli_unknownunkno", new_key(), now=app.clock.now().timestamp()))
    assert stranger.get_json()["error"] == "invalid_client"
    assert stranger.status_code == app.ask(app.assertion(aud="x")).status_code


def test_basic_credentials_are_challenged_as_http_wants(app: App) -> None:
    answer = app.browser.post("/oauth2/token", data=token_request(app.assertion()), auth=("a", "b"))
    assert (answer.status_code, answer.get_json()["error"]) == (401, "invalid_client")
    assert answer.headers["WWW-Authenticate"].startswith("Basic ")


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_another_method_is_refused_as_json(app: App, method: str) -> None:
    answer = getattr(app.browser, method)("/oauth2/token")
    assert (answer.status_code, answer.get_json()["error"]) == (405, "invalid_request")
    assert "POST" in answer.headers["Allow"]


def test_behind_a_proxy_that_ends_tls_the_public_address_counts(tmp_path: Path, clock: StillClock) -> None:
    world = agreed_app(tmp_path, clock=clock, demo=False, public_url="https://portal.example")
    app = App(world, clock)
    answer = app.browser.post(
        "/oauth2/token",
        data=token_request(app.assertion(aud="https://portal.example")),
        base_url="http://10.0.0.7:8000",
    )
    assert answer.status_code == 200


def test_production_wants_the_explicit_type_and_a_demonstration_does_not(
    app: App, tmp_path: Path, clock: StillClock
) -> None:
    assert app.ask(app.assertion(header={"typ": "JWT"})).status_code == 200
    url = "https://portal.example"
    strict = App(agreed_app(tmp_path / "production", clock=clock, demo=False, public_url=url), clock)
    assert error(strict.ask(strict.assertion(aud=url, header={"typ": "JWT"}))) == "invalid_client"
    assert strict.ask(strict.assertion(aud=url)).status_code == 200


def test_the_metadata_is_that_of_rfc_8414(app: App) -> None:
    published = app.browser.get("/.well-known/oauth-authorization-server").get_json()
    assert published["response_types_supported"] == []  # required, and there is none; Authlib takes none for missing
    AuthorizationServerMetadata(published | {"response_types_supported": ["none"]}).validate()
    assert published["issuer"] == ISSUER
    assert published["token_endpoint"] == f"{ISSUER}/oauth2/token"
    assert published["grant_types_supported"] == ["client_credentials"]
    assert published["token_endpoint_auth_methods_supported"] == ["private_key_jwt"]
    algorithms = published["token_endpoint_auth_signing_alg_values_supported"]
    assert set(algorithms) == {"PS256", "ES256", "RS384", "ES384", "Ed25519", "EdDSA"}
    assert app.browser.get("/oauth2/jwks").get_json() == app.world.context.keys.jwks(ACCESS_TOKEN)
