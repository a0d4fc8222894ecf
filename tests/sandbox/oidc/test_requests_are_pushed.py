from __future__ import annotations

import base64
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from authlib.oauth2.rfc7591 import InvalidClientMetadataError
from authlib.oauth2.rfc8414 import AuthorizationServerMetadata
from builders.spaces import CALLBACK, MAIN, Bench, parameters_of

from sandbox.clock import Clock
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.pushed_requests import URI_PREFIX

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from sandbox.oidc.clients import RegisteredClient

PUSHING = {"require_pushed_authorization_requests": True}
ENDPOINT = "/oauth2/par"


@pytest.fixture
def pushing(bench: Bench) -> RegisteredClient:
    return bench.register(**PUSHING)


def push(bench: Bench, client: RegisteredClient, **changes: str | None) -> TestResponse:
    pair = base64.b64encode(f"{client.client_id}:{client.client_secret}".encode()).decode()
    form = bench.request(client, **changes)
    return bench.post(ENDPOINT, data=form, headers={"Authorization": f"Basic {pair}"})


def bring(bench: Bench, client: RegisteredClient, request_uri: str, **more: str) -> TestResponse:
    return bench.authorize(bench.browser(), {"client_id": client.client_id, "request_uri": request_uri, **more})


def document(bench: Bench) -> dict[str, object]:
    return bench.get("/.well-known/openid-configuration").json


def test_a_space_offers_it_once_a_client_asks_and_demands_it_where_all_do(bench: Bench) -> None:
    plain = bench.register(client_name="plain")
    before = document(bench)
    unasked = bench.post(ENDPOINT, data={})
    bench.register(**PUSHING)
    beside = document(bench)
    alone = Bench()
    alone.register(**PUSHING)

    assert unasked.status_code == 404
    assert [name for name in before if "pushed" in name] == []
    assert {name: value for name, value in beside.items() if "pushed" not in name} == before
    assert beside["pushed_authorization_request_endpoint"] == f"{MAIN}/s/s1/oauth2/par"
    assert beside["require_pushed_authorization_requests"] is False
    assert document(alone)["require_pushed_authorization_requests"] is True
    AuthorizationServerMetadata(beside).validate()
    assert bench.authorize(bench.browser(), bench.request(plain)).status_code == 303


@pytest.mark.parametrize("value", ["true", 1, None, []])
def test_the_member_is_true_or_false(value: object) -> None:
    with pytest.raises(InvalidClientMetadataError, match="require_pushed_authorization_requests"):
        read_client_metadata({"redirect_uris": [CALLBACK], "require_pushed_authorization_requests": value})


def test_what_was_registered_is_told_back() -> None:
    asked = read_client_metadata({"redirect_uris": [CALLBACK], **PUSHING})
    unasked = read_client_metadata({"redirect_uris": [CALLBACK], "require_pushed_authorization_requests": False})

    assert asked.as_json()["require_pushed_authorization_requests"] is True
    assert "require_pushed_authorization_requests" not in unasked.as_json()


def test_a_pushed_request_leads_to_tokens(bench: Bench, pushing: RegisteredClient) -> None:
    answer = push(bench, pushing)
    noted = bench.exchange.facts
    persona, browser = bench.persona(), bench.browser()
    brought = {"client_id": pushing.client_id, "request_uri": answer.json["request_uri"], "state": "another"}
    page = bench.follow(browser, bench.authorize(browser, brought))
    page = bench.follow(browser, bench.sign_in(browser, page, persona))
    response = parameters_of(bench.submit(browser, page, decision="allow"))

    assert (answer.status_code, set(answer.json)) == (201, {"request_uri", "expires_in"})
    assert answer.json["request_uri"].startswith(URI_PREFIX)
    assert answer.json["expires_in"] == 60
    assert answer.headers["Cache-Control"] == "no-cache, no-store"
    assert noted["scope"] == bench.request(pushing)["scope"]
    assert noted["client_authenticated"] is True
    assert response["state"] == "state-1"  # what passed through the browser beside it does not count
    assert bench.exchange_code(pushing, response["code"]).status_code == 200


def test_the_request_of_the_browser_is_noted_as_what_was_pushed(bench: Bench, pushing: RegisteredClient) -> None:
    bring(bench, pushing, push(bench, pushing).json["request_uri"])

    facts = bench.exchange.facts
    assert (facts["request_uri_use"], facts["pushed"]) == ("first", "x-1")
    assert (facts["state_present"], facts["redirect_uri_equal"]) == (True, True)
    assert facts["code_challenge"] == bench.request(pushing)["code_challenge"]


def test_a_request_uri_is_good_once_for_its_client_for_a_while(bench: Bench, pushing: RegisteredClient) -> None:
    other = bench.register(**PUSHING)
    first, second, third = (push(bench, pushing).json["request_uri"] for _ in range(3))

    def use(client: RegisteredClient, request_uri: str) -> tuple[int, str | None]:
        answer = bring(bench, client, request_uri)
        if answer.status_code == 400:
            assert "invalid_request_uri" in answer.text
            assert "Location" not in answer.headers
        return answer.status_code, bench.exchange.facts["request_uri_use"]

    assert use(pushing, first) == (303, "first")
    assert use(pushing, first) == (400, "again")
    assert use(other, second) == (400, "of_another_client")
    assert use(pushing, second) == (303, "first")
    assert use(pushing, URI_PREFIX + "of-nobody") == (400, "unknown")
    bench.space.part(Clock).advance(61)
    assert use(pushing, third) == (400, "expired")
    bench.space.part(Clock).advance(700)
    push(bench, pushing)
    assert use(pushing, third) == (400, "unknown")


def test_an_episode_says_how_long_it_is_good(bench: Bench, pushing: RegisteredClient) -> None:
    bench.open_episode("e-1", request_uri=5.0)

    request_uri = push(bench, pushing).json

    assert request_uri["expires_in"] == 5
    bench.space.part(Clock).advance(6)
    assert bring(bench, pushing, request_uri["request_uri"]).status_code == 400


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": None}, "invalid_request"),
        ({"scope": "openid everything"}, "invalid_scope"),
        ({"redirect_uri": "https://elsewhere.example/"}, "invalid_request"),
        ({"client_id": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"launch": "unknown"}, "invalid_request"),
        ({"request": "a.b.c"}, "request_not_supported"),
        ({"request_uri": URI_PREFIX + "x"}, "invalid_request"),
        ({"prompt": "none login"}, "invalid_request"),
    ],
)
def test_it_is_checked_as_at_the_authorization_endpoint(
    bench: Bench, pushing: RegisteredClient, changes: dict[str, str | None], error: str
) -> None:
    answer = push(bench, pushing, **changes)

    assert (answer.status_code, answer.json["error"]) == (400, error)
    assert bench.exchange.facts["error"] == error


@pytest.mark.parametrize("method", ["client_secret_post", "none"])
def test_clients_authenticate_as_at_the_token_endpoint(bench: Bench, method: str) -> None:
    client = bench.register(**PUSHING, token_endpoint_auth_method=method)
    secret = {"client_secret": client.client_secret} if client.client_secret else {}

    good = bench.post(ENDPOINT, data={**bench.request(client), **secret})
    wrong = bench.post(ENDPOINT, data={**bench.request(client), "client_secret": "wrong"})

    assert good.status_code == 201
    assert (wrong.status_code, wrong.json["error"]) == (401, "invalid_client")
    assert ("client_secret", "wrong") in bench.notebook.secrets


def test_other_bodies_and_methods_are_refused(bench: Bench, pushing: RegisteredClient) -> None:
    assert bench.get(ENDPOINT).status_code == 405
    assert bench.post(ENDPOINT, json=bench.request(pushing)).status_code == 400
    assert bench.post(ENDPOINT, data={"state": "x" * 200_000}).status_code == 413
    assert bench.post(ENDPOINT, data={"state": ["1", "2"], **bench.request(pushing, state=None)}).status_code == 400


def test_a_strict_space_takes_no_plain_request_of_such_a_client(strict: Bench, bench: Bench) -> None:
    refusing, client, bearing = strict.register(**PUSHING), strict.register(), bench.register(**PUSHING)

    answer = strict.authorize(strict.browser(), strict.request(refusing))
    told = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))

    assert (told["error"], told["state"]) == ("invalid_request", "state-1")
    assert "pushed" in told["error_description"]
    assert "/sign-in" in strict.authorize(strict.browser(), strict.request(client)).headers["Location"]
    assert "/sign-in" in bench.authorize(bench.browser(), bench.request(bearing)).headers["Location"]
    assert "pushed" not in bench.exchange.facts


def test_no_other_space_reads_a_request_uri(bench: Bench) -> None:
    """Where nobody pushes, every request_uri is what it was: not supported (OpenID Connect Core, 3.1.2.6)."""
    client = bench.register()

    answer = bench.authorize(bench.browser(), bench.request(client, request_uri=URI_PREFIX + "x"))

    assert parameters_of(answer)["error"] == "request_uri_not_supported"


def test_the_second_issuer_takes_them_too(bench: Bench) -> None:
    client = bench.register(**PUSHING)
    described = bench.get("/neighbour/.well-known/openid-configuration").json

    form = {**bench.request(client), "client_secret": "s"}
    pushed = bench.post(described["pushed_authorization_request_endpoint"], data=form)
    brought = {"client_id": client.client_id, "request_uri": pushed.json["request_uri"]}
    answer = bench.get("/neighbour/oauth2/authorize", query_string=brought)

    assert pushed.status_code == 201
    assert parameters_of(answer) == {"error": "access_denied", "state": "state-1"}
    assert bench.get("/neighbour/oauth2/authorize", query_string=brought).status_code == 400
