from __future__ import annotations

import base64
import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

import pytest
from builders.listening import listening
from builders.spaces import TOKEN, Bench
from builders.wire import RunningWire
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from sandbox.oidc.client_authentication import ASSERTION_TYPE
from sandbox.wire.app_fronts import AppFronts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from joserfc.jwk import Key
    from werkzeug.test import TestResponse

    from sandbox.json_value import JsonValue
    from sandbox.oidc.clients import RegisteredClient

KEY = ECKey.generate_key("P-256", auto_kid=True)
METHODS = ["client_secret_basic", "client_secret_post", "none"]


def send(bench: Bench, authorization: str | None = None, **form: str) -> TestResponse:
    form = {"grant_type": "refresh_token", "refresh_token": "unknown", **form}
    headers = {} if authorization is None else {"Authorization": authorization}
    return bench.post(f"{TOKEN}/s/s1/oauth2/token", data=form, headers=headers)


def authenticated(answer: TestResponse) -> bool:
    """A request that authenticated gets as far as its unknown refresh token."""
    assert answer.json["error"] in {"invalid_grant", "invalid_client"}, answer.text
    return answer.json["error"] == "invalid_grant"


def basic(client_id: str, secret: str) -> str:
    return f"Basic {base64.b64encode(f'{client_id}:{secret}'.encode()).decode()}"


def credentials(client: RegisteredClient, method: str) -> dict[str, str]:
    if method == "client_secret_basic":
        return {"authorization": basic(client.client_id, client.client_secret or "none")}
    form = {"client_id": client.client_id}
    return form if method == "none" else {**form, "client_secret": client.client_secret or "none"}


@pytest.mark.parametrize("registered", METHODS)
@pytest.mark.parametrize("used", METHODS)
def test_a_client_authenticates_only_as_it_registered(bench: Bench, registered: str, used: str) -> None:
    client = bench.register(token_endpoint_auth_method=registered)

    answer = send(bench, **credentials(client, used))

    assert authenticated(answer) is (registered == used)
    assert bench.exchange.facts["client_authenticated"] is (registered == used)
    assert bench.exchange.facts["client_auth"] == used


def test_basic_credentials_are_form_decoded(bench: Bench) -> None:
    client = bench.register()
    everything_encoded = "".join(f"%{ord(letter):02X}" for letter in client.client_id)

    assert authenticated(send(bench, basic(everything_encoded, quote(client.client_secret, safe=""))))
    assert authenticated(send(bench, basic(client.client_id, client.client_secret.replace("-", "%2D"))))


def test_a_secret_with_space_and_plus_survives_form_encoding(bench: Bench) -> None:
    from dataclasses import replace  # noqa: PLC0415

    from sandbox.oidc.clients import Clients  # noqa: PLC0415

    client = replace(bench.register(), client_secret="a b+c%é:d")
    bench.space.part(Clients)._clients[client.client_id] = client

    assert authenticated(send(bench, basic(client.client_id, "a+b%2Bc%25%C3%A9%3Ad")))
    assert not authenticated(send(bench, basic(client.client_id, "a%20b%2Bc%25%C3%A9")))


@pytest.mark.parametrize(
    "authorization",
    [
        "Basic",
        "Basic ",
        "Basic !!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:\xff").decode(),
        "Basic " + base64.b64encode(b"app%FF:x").decode(),
        "Bearer abc",
        "Digest x=y",
    ],
)
def test_malformed_credentials_are_refused_with_a_challenge(bench: Bench, authorization: str) -> None:
    answer = send(bench, authorization)

    assert answer.status_code == 401
    assert answer.json["error"] == "invalid_client"
    assert answer.headers["WWW-Authenticate"].startswith('Basic realm="')


def test_a_wrong_secret_is_refused_and_kept_out_of_the_journal(bench: Bench) -> None:
    client = bench.register()

    assert not authenticated(send(bench, basic(client.client_id, "wrong-secret")))
    assert ("client_secret", "wrong-secret") in bench.notebook.secrets


def test_two_ways_at_once_are_refused(strict: Bench) -> None:
    client = strict.register()

    answer = send(strict, basic(client.client_id, client.client_secret), client_secret=client.client_secret)

    assert answer.json["error"] == "invalid_request"


@pytest.mark.parametrize("registered", ["client_secret_basic", "client_secret_post"])
def test_a_conformance_run_notes_two_ways_at_once_and_believes_the_registered_one(
    bench: Bench, registered: str
) -> None:
    client = bench.register(token_endpoint_auth_method=registered)
    body = {"client_id": client.client_id, "client_secret": client.client_secret}

    assert authenticated(send(bench, basic(client.client_id, client.client_secret), **body))
    assert bench.exchange.facts["client_auth"] == registered
    assert bench.exchange.facts["client_auth_ways"] == ["client_secret_basic", "client_secret_post"]


def test_of_two_ways_at_once_the_registered_one_must_be_right(bench: Bench) -> None:
    client = bench.register()

    assert not authenticated(send(bench, basic(client.client_id, "wrong"), client_secret=client.client_secret))


def test_client_id_may_be_repeated_in_the_body_but_not_contradicted(bench: Bench) -> None:
    client, other = bench.register(), bench.register()
    authorization = basic(client.client_id, client.client_secret)

    assert authenticated(send(bench, authorization, client_id=client.client_id))
    assert not authenticated(send(bench, authorization, client_id=other.client_id))


def test_no_credentials_at_all_are_refused(bench: Bench) -> None:
    assert not authenticated(send(bench))


def assertion_of(bench: Bench, client_id: str, *, key: Key = KEY, alg: str = "ES256", **changes: object) -> str:
    claims = {
        "iss": client_id,
        "sub": client_id,
        "aud": bench.space.token_endpoint,
        "exp": int(time.time()) + 60,
        "jti": "jti-1",
        **changes,
    }
    claims = {name: value for name, value in claims.items() if value is not None}
    return jwt.encode({"alg": alg, "kid": KEY.kid}, claims, key, algorithms=[alg])


def signer(bench: Bench, **metadata: JsonValue) -> RegisteredClient:
    jwks = {"keys": [KEY.as_dict(private=False)]}
    return bench.register(token_endpoint_auth_method="private_key_jwt", jwks=jwks, **metadata)


def assert_with(bench: Bench, assertion: str, **form: str) -> TestResponse:
    return send(bench, client_assertion_type=ASSERTION_TYPE, client_assertion=assertion, **form)


def test_a_signed_assertion_authenticates(bench: Bench) -> None:
    client = signer(bench)

    assert authenticated(assert_with(bench, assertion_of(bench, client.client_id)))
    assert bench.exchange.facts["client_auth"] == "private_key_jwt"


@pytest.mark.parametrize("audience", ["issuer", "list"])
def test_the_issuer_is_an_audience_too(bench: Bench, audience: str) -> None:
    client = signer(bench)
    value = bench.space.issuer if audience == "issuer" else [bench.space.issuer, "https://other.example"]

    assert authenticated(assert_with(bench, assertion_of(bench, client.client_id, aud=value)))


def test_an_assertion_is_accepted_once(bench: Bench) -> None:
    client = signer(bench)
    assertion = assertion_of(bench, client.client_id)

    assert authenticated(assert_with(bench, assertion))
    assert not authenticated(assert_with(bench, assertion))


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "https://other.example"},
        {"aud": None},
        {"iss": "someone"},
        {"sub": None},
        {"sub": 7},
        {"sub": "nobody"},
        {"exp": None},
        {"exp": 1},
        {"exp": int(time.time()) + 100_000},
        {"exp": "soon"},
        {"jti": None},
        {"nbf": int(time.time()) + 100_000},
        {"key": ECKey.generate_key("P-256")},
        {"key": RSAKey.generate_key(2048), "alg": "RS256"},
        {"key": OctKey.import_key({"kty": "oct", "k": KEY.as_dict(private=False)["x"]}), "alg": "HS256"},
    ],
)
def test_a_doubtful_assertion_is_refused(bench: Bench, changes: dict[str, Any]) -> None:
    client = signer(bench)

    answer = assert_with(bench, assertion_of(bench, client.client_id, **changes))

    assert answer.status_code == 401
    assert not authenticated(answer)


@pytest.mark.parametrize("junk", ["", "x", "a.b.c", "e30.e30.e30", "é.é.é", "." * 50, "eyJhbGciOiJub25lIn0.e30."])
def test_junk_is_no_assertion(bench: Bench, junk: str) -> None:
    signer(bench)

    assert not authenticated(assert_with(bench, junk))


def test_an_assertion_of_another_algorithm_than_the_registered_one_is_refused(bench: Bench) -> None:
    client = signer(bench, token_endpoint_auth_signing_alg="PS256")

    assert not authenticated(assert_with(bench, assertion_of(bench, client.client_id)))


def test_another_type_of_assertion_is_refused(bench: Bench) -> None:
    client = signer(bench)

    answer = send(bench, client_assertion_type="urn:x", client_assertion=assertion_of(bench, client.client_id))

    assert not authenticated(answer)


def test_a_client_that_brings_no_key_is_given_one(bench: Bench) -> None:
    client = bench.register(token_endpoint_auth_method="private_key_jwt")
    key = ECKey.import_key(client.private_jwk)
    claims = {"iss": client.client_id, "sub": client.client_id, "aud": bench.space.issuer, "jti": "1"}
    assertion = jwt.encode({"alg": "ES256", "kid": key.kid}, {**claims, "exp": int(time.time()) + 60}, key)

    assert authenticated(assert_with(bench, assertion))
    assert "d" not in client.metadata.jwks["keys"][0]


class Answering(BaseHTTPRequestHandler):
    body = b""
    asked = 0

    def do_GET(self) -> None:
        type(self).asked += 1
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def key_server() -> Iterator[tuple[str, type[Answering]]]:
    handler = type("Handler", (Answering,), {})
    server = HTTPServer(("127.0.0.1", 0), handler)
    with listening(server):
        yield f"http://127.0.0.1:{server.server_port}/keys", handler


def test_keys_may_be_kept_at_a_jwks_uri(bench: Bench, key_server: tuple[str, type[Answering]]) -> None:
    address, handler = key_server
    handler.body = json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
    client = bench.register(token_endpoint_auth_method="private_key_jwt", jwks_uri=address)

    for number in range(3):
        assert authenticated(assert_with(bench, assertion_of(bench, client.client_id, jti=str(number))))

    assert handler.asked == 1
    assert client.private_jwk is None


@pytest.mark.parametrize("trusted", [True, False])
def test_keys_may_be_kept_behind_a_tls_front(
    bench: Bench, key_server: tuple[str, type[Answering]], tmp_path: Path, *, trusted: bool
) -> None:
    address, handler = key_server
    handler.body = json.dumps({"keys": [KEY.as_dict(private=False)]}).encode()
    with RunningWire(tmp_path) as wire:
        fronts = AppFronts({"valid": wire.authority.server_context("valid")})
        port = wire.run(fronts.open(port=0, app_port=urlsplit(address).port or 0))
        bench.space.ca_bundle = wire.authority.ca_bundle if trusted else None
        place = f"https://localhost:{port}/keys"
        client = bench.register(token_endpoint_auth_method="private_key_jwt", jwks_uri=place)

        assert authenticated(assert_with(bench, assertion_of(bench, client.client_id))) is trusted
        wire.loop.call_soon_threadsafe(fronts.close)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"keys": [7]}', b"\xff", b"x" * 100_000])
def test_a_jwks_uri_without_keys_is_the_clients_error(
    bench: Bench, key_server: tuple[str, type[Answering]], body: bytes
) -> None:
    address, handler = key_server
    handler.body = body
    client = bench.register(token_endpoint_auth_method="private_key_jwt", jwks_uri=address)

    assert not authenticated(assert_with(bench, assertion_of(bench, client.client_id)))


def test_an_app_elsewhere_cannot_make_the_space_look_on_this_machine(
    bench: Bench, key_server: tuple[str, type[Answering]]
) -> None:
    address, handler = key_server
    client = bench.register(
        redirect_uris=["https://app.example/cb"], token_endpoint_auth_method="private_key_jwt", jwks_uri=address
    )

    assert not authenticated(assert_with(bench, assertion_of(bench, client.client_id)))
    assert handler.asked == 0
