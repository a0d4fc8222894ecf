"""Signed authorization responses (JARM), opened by joserfc with the published keys and nothing else of ours."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest
from builders.spaces import CALLBACK, Bench, parameters_of
from joserfc import jwt
from joserfc.errors import BadSignatureError
from joserfc.jwk import KeySet

from sandbox.faults import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandbox.oidc.clients import RegisteredClient

MODES = ("jwt", "query.jwt")


def registered(bench: Bench, algorithm: str = "ES256") -> RegisteredClient:
    return bench.register(authorization_signed_response_alg=algorithm)


def opened(bench: Bench, compact: str, algorithm: str = "ES256") -> dict[str, Any]:
    """The claims of a response, once its signature holds by a published key of that algorithm."""
    keys = KeySet.import_key_set(bench.get("/oauth2/jwks").json)
    token = jwt.decode(compact, keys, algorithms=[algorithm])
    assert token.header.keys() == {"typ", "alg", "kid"}
    return token.claims


def answered(bench: Bench, client: RegisteredClient, mode: str = "jwt", **more: Any) -> dict[str, str]:  # noqa: ANN401 - as the bench takes it
    return bench.answer(client, bench.persona(), response_mode=mode, **more)


@pytest.mark.parametrize("mode", MODES)
def test_a_code_comes_in_one_signed_parameter(bench: Bench, mode: str) -> None:
    client = registered(bench)

    parameters = answered(bench, client, mode)

    assert parameters.keys() == {"response"}
    claims = opened(bench, parameters["response"])
    assert claims.keys() == {"iss", "aud", "exp", "code", "state"}
    assert (claims["iss"], claims["aud"], claims["state"]) == (bench.space.issuer, client.client_id, "state-1")
    assert 0 < claims["exp"] - bench.clock.now() <= 600
    assert ("jwt", parameters["response"]) in bench.notebook.secrets
    assert ("code", claims["code"]) in bench.notebook.secrets
    assert bench.exchange_code(client, claims["code"]).status_code == 200


def test_the_algorithm_is_the_one_registered(bench: Bench) -> None:
    client = registered(bench, "RS256")

    assert opened(bench, answered(bench, client)["response"], "RS256")["aud"] == client.client_id


def test_without_the_mode_the_response_comes_as_ever(bench: Bench) -> None:
    assert bench.answer(registered(bench), bench.persona()).keys() == {"code", "state", "iss"}
    assert answered(bench, registered(bench), "query").keys() == {"code", "state", "iss"}


def test_a_request_without_state_gets_none_back(bench: Bench) -> None:
    claims = opened(bench, answered(bench, registered(bench), state=None)["response"])

    assert claims.keys() == {"iss", "aud", "exp", "code"}


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"scope": "profile"}, "invalid_scope"),
        ({"prompt": "none"}, "login_required"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"code_challenge": "short"}, "invalid_request"),
    ],
)
def test_errors_come_signed_too(bench: Bench, changes: Mapping[str, str], error: str) -> None:
    client = registered(bench)

    answer = bench.authorize(bench.browser(), bench.request(client, response_mode="jwt", **changes))

    assert bench.exchange.facts["error"] == error
    claims = opened(bench, parameters_of(answer)["response"])
    assert (claims["error"], claims["state"], claims["iss"]) == (error, "state-1", bench.space.issuer)
    assert claims["aud"] == client.client_id
    assert "code" not in claims


def test_a_refusal_of_the_person_comes_signed(bench: Bench) -> None:
    client, browser = registered(bench), bench.browser()
    page = bench.consent_page(browser, bench.persona(), bench.request(client, response_mode="jwt"))

    answer = bench.submit(browser, page, decision="refuse")

    assert opened(bench, parameters_of(answer)["response"])["error"] == "access_denied"


@pytest.mark.parametrize("mode", [*MODES, "form_post.jwt", "fragment.jwt", "fragment", "form_post"])
def test_who_registered_nothing_asks_in_vain(bench: Bench, mode: str) -> None:
    answer = bench.authorize(bench.browser(), bench.request(bench.register(), response_mode=mode))

    assert parameters_of(answer)["error"] == "invalid_request"
    assert parameters_of(answer)["error_description"] == "response_mode must be one of: query"


@pytest.mark.parametrize("mode", ["form_post.jwt", "fragment.jwt", "fragment", "form_post", "JWT"])
def test_another_mode_is_refused_in_the_open(bench: Bench, mode: str) -> None:
    answer = bench.authorize(bench.browser(), bench.request(registered(bench), response_mode=mode))

    assert parameters_of(answer)["error"] == "invalid_request"
    assert parameters_of(answer)["error_description"] == "response_mode must be one of: query, jwt, query.jwt"


def test_it_is_published_once_a_client_asked_for_it(bench: Bench) -> None:
    bench.register()
    before = bench.get("/.well-known/openid-configuration").json
    registered(bench)
    after = bench.get("/.well-known/openid-configuration").json
    neighbour = bench.get("/neighbour/.well-known/openid-configuration").json

    assert before["response_modes_supported"] == neighbour["response_modes_supported"] == ["query"]
    assert "authorization_signing_alg_values_supported" not in before.keys() | neighbour.keys()
    assert after["response_modes_supported"] == ["query", "jwt", "query.jwt"]
    assert set(after["authorization_signing_alg_values_supported"]) == {"RS256", "ES256"}


def test_two_values_come_in_two_responses(bench: Bench) -> None:
    bench.open_episode("e-1", catalogue.load("response_parameter_repeated"))

    location = redirected(bench, "e-1")

    assert bench.exchange.faults == ["response_parameter_repeated"]
    first, second = parse_qs(urlsplit(location).query)["response"]
    assert opened(bench, first) == opened(bench, second)


def test_what_is_wrong_is_wrong_inside_a_good_signature(bench: Bench) -> None:
    bench.open_episode("e-1", catalogue.load("state_altered"))

    ((name, response),) = parse_qsl(urlsplit(redirected(bench, "e-1")).query)

    claims = opened(bench, response)
    assert (name, claims["iss"]) == ("response", bench.space.issuer)
    assert claims["state"] not in {"state-1", None}


def test_in_the_fragment_it_is_one_parameter_too(bench: Bench) -> None:
    bench.open_episode("e-1", catalogue.load("response_in_fragment"))

    signed, plain = (urlsplit(redirected(bench, "e-1", mode)) for mode in ("jwt", "query"))

    ((name, response),) = parse_qsl(signed.fragment)
    assert (signed.query, name, opened(bench, response)["state"]) == ("", "response", "state-1")
    assert (plain.query, dict(parse_qsl(plain.fragment)).keys()) == ("", {"code", "state", "iss"})


def told(bench: Bench, fault: str, **settings: Any) -> str:  # noqa: ANN401 - whatever the fault has
    """The response that is sent under a fault."""
    bench.open_episode("e-1", catalogue.load(fault, settings))
    ((name, response),) = parse_qsl(urlsplit(redirected(bench, "e-1")).query)
    assert name == "response"
    assert bench.exchange.faults == [fault]
    return response


def unverified(compact: str, part: int = 1) -> dict[str, Any]:
    text = compact.split(".")[part]
    read: dict[str, Any] = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return read


def test_without_signature_it_is_unsecured_and_says_the_same(bench: Bench) -> None:
    response = told(bench, "signed_response_unsecured")

    assert (unverified(response, 0), response[-1]) == ({"typ": "JWT", "alg": "none"}, ".")
    assert unverified(response).keys() == {"iss", "aud", "exp", "code", "state"}
    assert (unverified(response)["iss"], unverified(response)["state"]) == (bench.space.issuer, "state-1")


def test_a_broken_signature_is_nobodys_and_all_else_holds(bench: Bench) -> None:
    response = told(bench, "signed_response_bad_signature")

    with pytest.raises(BadSignatureError):
        opened(bench, response)
    assert len(base64.urlsafe_b64decode(response.split(".")[2] + "==")) == 64
    assert unverified(response)["iss"] == bench.space.issuer
    assert unverified(response, 0)["alg"] == "ES256"


@pytest.mark.parametrize(
    ("settings", "claim", "value"),
    [
        ({}, "iss", "https://another-space.example"),
        ({"claim": "aud", "value": "another-client"}, "aud", "another-client"),
    ],
)
def test_one_claim_is_another_under_a_good_signature(
    bench: Bench, settings: dict[str, str], claim: str, value: str
) -> None:
    claims = opened(bench, told(bench, "signed_response_claim", **settings))

    assert claims.keys() == {"iss", "aud", "exp", "code", "state"}
    assert claims[claim] == value
    assert (claims["iss"] == bench.space.issuer) is (claim != "iss")
    assert claims["exp"] > bench.clock.now()


def test_expired_it_is_good_for_nothing_since_an_hour(bench: Bench) -> None:
    claims = opened(bench, told(bench, "signed_response_expired"))

    assert claims["exp"] <= bench.clock.now() - 3600
    assert (claims["iss"], claims["state"]) == (bench.space.issuer, "state-1")


@pytest.mark.parametrize("claim", ["iss", "aud", "exp"])
def test_one_claim_is_not_there(bench: Bench, claim: str) -> None:
    claims = opened(bench, told(bench, "signed_response_without", claim=claim))

    assert {"iss", "aud", "exp", "code", "state"} - claims.keys() == {claim}


def redirected(bench: Bench, episode: str, mode: str = "jwt") -> str:
    """Where the browser is sent at the end of a sign-in, with a signed response unless told."""
    client, browser = registered(bench), bench.browser()
    page = bench.follow(browser, bench.authorize(browser, bench.request(client, response_mode=mode), episode))
    page = bench.follow(browser, bench.sign_in(browser, page, bench.persona()))
    location = bench.submit(browser, page, decision="allow").headers["Location"]
    assert location.startswith(CALLBACK)
    return location
