from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

import pytest
from authlib.oauth2.rfc7591 import InvalidClientMetadataError
from builders.spaces import CALLBACK, Bench, parameters_of
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey

from sandbox.clock import Clock
from sandbox.oidc.client_metadata import read_client_metadata

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from sandbox.oidc.clients import RegisteredClient

SIGNING = {"request_object_signing_alg": "ES256"}
RSA = RSAKey.generate_key(2048, auto_kid=True)


def claims(bench: Bench, client: RegisteredClient, **changes: Any) -> dict[str, Any]:  # noqa: ANN401 - claims
    now = int(bench.space.part(Clock).now())
    whole = {"iss": client.client_id, "aud": bench.space.issuer, "exp": now + 60, **bench.request(client), **changes}
    return {name: value for name, value in whole.items() if value is not None}


def signed(client: RegisteredClient, content: dict[str, Any], *, alg: str = "ES256", key: Any = None) -> str:  # noqa: ANN401 - a key
    key = key or ECKey.import_key(client.private_jwk)
    return jwt.encode({"alg": alg, "kid": key.kid, "typ": "oauth-authz-req+jwt"}, content, key, algorithms=[alg])


def bring(bench: Bench, client: RegisteredClient, compact: str, **beside: str) -> TestResponse:
    return bench.authorize(bench.browser(), {"client_id": client.client_id, "request": compact, **beside})


def test_a_space_reads_them_once_a_client_registered_how_it_signs(bench: Bench) -> None:
    plain = bench.register()
    before = bench.get("/.well-known/openid-configuration").json
    bench.register(**SIGNING)
    after = bench.get("/.well-known/openid-configuration").json

    assert before["request_parameter_supported"] is False
    assert after == before | {
        "request_parameter_supported": True,
        "request_object_signing_alg_values_supported": ["ES256", "PS256", "RS256"],
    }
    told = bench.authorize(bench.browser(), bench.request(plain, request="a.b.c"))
    assert "request_not_supported" in told.headers["Location"]


@pytest.mark.parametrize(
    ("metadata", "message"),
    [
        ({"request_object_signing_alg": "none"}, "request_object_signing_alg"),
        ({"request_object_signing_alg": "HS256"}, "request_object_signing_alg"),
        ({"request_object_signing_alg": "RS256"}, "RSA key"),
        ({**SIGNING, "jwks": {"keys": [RSA.as_dict(private=False)]}}, "EC key"),
    ],
)
def test_what_it_could_not_sign_with_is_refused(metadata: dict[str, Any], message: str) -> None:
    with pytest.raises(InvalidClientMetadataError, match=message):
        read_client_metadata({"redirect_uris": [CALLBACK], **metadata})


@pytest.mark.parametrize("method", ["client_secret_basic", "none", "private_key_jwt"])
def test_a_client_without_keys_is_given_one(bench: Bench, method: str) -> None:
    client = bench.register(**SIGNING, token_endpoint_auth_method=method)

    assert client.private_jwk is not None
    assert (client.client_secret is not None) == (method == "client_secret_basic")
    assert bring(bench, client, signed(client, claims(bench, client))).status_code == 303


def test_what_it_says_is_what_is_asked_and_nothing_beside_it(strict: Bench) -> None:
    client = strict.register(**SIGNING)
    compact = signed(client, claims(strict, client, max_age=60, prompt="login"))

    answer = bring(strict, client, compact, state="another", redirect_uri="https://elsewhere.example/")

    assert "/sign-in" in answer.headers["Location"]
    facts = strict.exchange.facts
    assert (facts["state_present"], facts["redirect_uri_equal"]) == (True, True)
    assert facts["scope"] == strict.request(client)["scope"]
    assert facts["request_object"] == {"lives": pytest.approx(60, abs=5), "is_for_this_issuer": True}


@pytest.mark.parametrize(
    "changes",
    [
        {"iss": "somebody"},
        {"iss": None},
        {"aud": "https://elsewhere.example"},
        {"aud": None},
        {"exp": None},
        {"exp": 1},
        {"exp": 99_999_999_999},
        {"exp": "soon"},
        {"sub": "app-1"},
    ],
)
def test_a_strict_space_checks_whose_and_for_whom_it_is_and_a_run_notes_it(
    bench: Bench, strict: Bench, changes: dict[str, Any]
) -> None:
    for one, status in ((strict, 400), (bench, 303)):
        client = one.register(**SIGNING)
        answer = bring(one, client, signed(client, claims(one, client, **changes)))
        assert answer.status_code == status
        assert ("invalid_request_object" in answer.text) == (status == 400)


def test_another_algorithm_than_the_registered_one_is_noted_or_refused(bench: Bench, strict: Bench) -> None:
    ec = ECKey.generate_key("P-256", auto_kid=True)
    for one, status in ((strict, 400), (bench, 303)):
        jwks = {"keys": [RSA.as_dict(private=False), ec.as_dict(private=False)]}
        client = one.register(**SIGNING, jwks=jwks)
        compact = signed(client, claims(one, client), alg="RS256", key=RSA)
        assert bring(one, client, compact).status_code == status


@pytest.mark.parametrize("what", ["stranger", "unsigned", "nonsense", "client", "nested"])
def test_what_nobody_signed_is_refused_everywhere(bench: Bench, what: str) -> None:
    client, other = bench.register(**SIGNING), bench.register(**SIGNING)
    good = signed(client, claims(bench, client))
    header = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    compact = {
        "stranger": signed(other, claims(bench, client)),
        "unsigned": f"{header}.{good.split('.')[1]}.",
        "nonsense": "a.b.c",
        "client": signed(client, claims(bench, client, client_id=other.client_id)),
        "nested": signed(client, claims(bench, client, request=good)),
    }[what]

    answer = bring(bench, client, compact)

    assert (answer.status_code, answer.json["error"]) == (400, "invalid_request_object")


def test_the_second_issuer_reads_them_too(bench: Bench) -> None:
    client = bench.register(**SIGNING)
    brought = {"client_id": client.client_id, "request": signed(client, claims(bench, client))}

    answer = bench.get("/neighbour/oauth2/authorize", query_string=brought)
    wrong = bench.get("/neighbour/oauth2/authorize", query_string={**brought, "request": "a.b.c"})

    assert parameters_of(answer) == {"error": "access_denied", "state": "state-1"}
    assert (wrong.status_code, wrong.json["error"]) == (400, "invalid_request_object")


def test_it_can_be_pushed(bench: Bench) -> None:
    client = bench.register(**SIGNING, require_pushed_authorization_requests=True, token_endpoint_auth_method="none")
    form = {"client_id": client.client_id, "request": signed(client, claims(bench, client))}

    pushed = bench.post("/oauth2/par", data=form)
    wrong = bench.post("/oauth2/par", data={**form, "request": "a.b.c"})
    brought = {"client_id": client.client_id, "request_uri": pushed.json["request_uri"]}

    assert bench.authorize(bench.browser(), brought).status_code == 303
    assert bench.exchange.facts["state_present"] is True
    assert (wrong.status_code, wrong.json["error"]) == (400, "invalid_request_object")
