"""CIBA, poll mode, at Pro Santé Connect (OpenID Connect Client-Initiated Backchannel Authentication Core 1.0)."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from builders.identity import Counter, Doctor, Phone, doctor

if TYPE_CHECKING:
    from builders.spaces import TestResponse

    from sandbox.oidc.clients import RegisteredClient

CIBA = "urn:openid:params:grant-type:ciba"


@pytest.fixture
def client(psc: Counter) -> RegisteredClient:
    return psc.register(client_name="Logiciel lourd", grant_types=["authorization_code", CIBA])


@pytest.fixture
def someone(psc: Counter) -> Doctor:
    return doctor(psc)


def ask(psc: Counter, client: RegisteredClient, someone: Doctor, **changes: str) -> TestResponse:
    form = {
        "scope": "openid scope_all",
        "acr_values": "eidas1",
        "login_hint": someone.login,
        "binding_message": "42",
        **changes,
    }
    place = psc.discovered["backchannel_authentication_endpoint"]
    return psc.post(place, client, **{name: value for name, value in form.items() if value})


def poll(psc: Counter, client: RegisteredClient, request_id: str) -> dict[str, Any]:
    return psc.token(client, grant_type=CIBA, auth_req_id=request_id).json


def test_a_professional_accepts_on_the_phone(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    """CIBA Core 7.3, 10.1.1 and 11."""
    asked = ask(psc, client, someone).json
    assert (asked["expires_in"], asked["interval"]) == (120, 1)
    assert poll(psc, client, asked["auth_req_id"])["error"] == "authorization_pending"

    phone = Phone(psc, someone)
    shown = BeautifulSoup(phone.page.text, "html.parser").select_one(".request")
    assert "Logiciel lourd" in shown.text
    assert shown.select_one(".binding strong").text == "42"
    assert phone.decide("accept") == {"said": ["accepted"]}
    psc.bench.clock.advance(2)
    answer = poll(psc, client, asked["auth_req_id"])

    claims = psc.verified(answer["id_token"])
    assert claims["acr"] == "eidas1"
    assert claims["amr"] == ["swk", "pin", "mfa"]
    assert "nonce" not in claims
    assert answer["expires_in"] == 240
    assert "refresh_token" not in answer  # not registered for it
    assert psc.userinfo(answer["access_token"]).json["SubjectNameID"] == someone.login


def test_tokens_are_given_once(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    request_id = ask(psc, client, someone).json["auth_req_id"]
    Phone(psc, someone).decide("accept")
    assert "access_token" in poll(psc, client, request_id)
    psc.bench.clock.advance(2)

    assert poll(psc, client, request_id)["error"] == "invalid_grant"


def test_a_refusal_is_access_denied(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    request_id = ask(psc, client, someone).json["auth_req_id"]
    Phone(psc, someone).decide("refuse")

    assert poll(psc, client, request_id)["error"] == "access_denied"


def test_a_request_expires(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    request_id = ask(psc, client, someone).json["auth_req_id"]
    psc.bench.clock.advance(121)

    assert poll(psc, client, request_id)["error"] == "expired_token"
    assert Phone(psc, someone).decide("accept") == {}


def test_accepting_too_late_opens_nothing(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    """Accepted in time but asked for after its end: the life of the request bounds both."""
    request_id = ask(psc, client, someone).json["auth_req_id"]
    Phone(psc, someone).decide("accept")
    psc.bench.clock.advance(121)

    assert poll(psc, client, request_id)["error"] == "expired_token"


def test_who_polls_too_fast_is_told_to_slow_down_and_must_wait_longer(
    psc: Counter, client: RegisteredClient, someone: Doctor
) -> None:
    """CIBA Core 11: the interval grows by five seconds for this and every later request."""
    request_id = ask(psc, client, someone).json["auth_req_id"]
    assert poll(psc, client, request_id)["error"] == "authorization_pending"

    assert poll(psc, client, request_id)["error"] == "slow_down"
    psc.bench.clock.advance(2)
    assert poll(psc, client, request_id)["error"] == "slow_down"
    psc.bench.clock.advance(12)
    assert poll(psc, client, request_id)["error"] == "authorization_pending"


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"login_hint": ""}, "invalid_request"),
        ({"login_hint": "899999999999"}, "unknown_user_id"),
        ({"id_token_hint": "eyJ"}, "invalid_request"),
        ({"login_hint_token": "eyJ"}, "invalid_request"),
        ({"request": "eyJ"}, "invalid_request"),
        ({"requested_expiry": "soon"}, "invalid_request"),
        ({"requested_expiry": "0"}, "invalid_request"),
        ({"requested_expiry": "-5"}, "invalid_request"),
        ({"scope": "scope_all"}, "invalid_scope"),
        ({"scope": "openid email"}, "invalid_scope"),
        ({"acr_values": "eidas2"}, "invalid_request"),
        ({"acr_values": ""}, "invalid_request"),
        ({"binding_message": "x" * 101}, "invalid_binding_message"),
        ({"binding_message": "4\n2"}, "invalid_binding_message"),
    ],
)
def test_a_request_that_cannot_be_shown_is_refused(
    psc: Counter, client: RegisteredClient, someone: Doctor, changes: dict[str, str], error: str
) -> None:
    """CIBA Core 7.1, 7.1.1 and 13."""
    answer = ask(psc, client, someone, **changes)

    assert (answer.status_code, answer.json["error"]) == (400, error)


def test_a_client_asks_in_basic_and_only_if_registered_for_it(psc: Counter, someone: Doctor) -> None:
    by_post = psc.register(token_endpoint_auth_method="client_secret_post", grant_types=["authorization_code", CIBA])
    without = psc.register()

    assert ask(psc, by_post, someone).json["error"] == "invalid_client"
    assert ask(psc, without, someone).json["error"] == "unauthorized_client"
    assert psc.token(without, grant_type=CIBA, auth_req_id="x").json["error"] == "unauthorized_client"


def test_no_guess_and_no_other_client_gets_the_tokens(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    request_id = ask(psc, client, someone).json["auth_req_id"]
    other = psc.register(grant_types=["authorization_code", CIBA])
    Phone(psc, someone).decide("accept")

    assert len(request_id) == 43  # 256 bits: more than CIBA Core 7.3 demands
    for guess in (request_id[:-1], request_id.swapcase(), "1", "é", "x" * 5000):
        assert poll(psc, client, guess)["error"] == "invalid_grant"
    assert poll(psc, client, "")["error"] == "invalid_request"
    assert poll(psc, other, request_id)["error"] == "invalid_grant"
    assert "access_token" in poll(psc, client, request_id)


def test_a_phone_is_not_flooded(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    answers = [ask(psc, client, someone).status_code for _ in range(21)]

    assert answers == [200] * 20 + [400]
    assert ask(psc, client, doctor(psc, 1)).status_code == 200


def test_markup_in_a_message_stays_text(psc: Counter, someone: Doctor) -> None:
    client = psc.register(client_name="<b>Cabinet</b>", grant_types=["authorization_code", CIBA])
    ask(psc, client, someone, binding_message="<script>alert(1)</script>")

    shown = BeautifulSoup(Phone(psc, someone).page.text, "html.parser")

    assert shown.select_one(".binding strong").text == "<script>alert(1)</script>"
    assert shown.find("script") is None
    assert shown.find("b") is None


def test_a_request_is_journalled_without_its_secret(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    request_id = ask(psc, client, someone).json["auth_req_id"]

    assert ("code", request_id) in psc.bench.notebook.secrets
    assert psc.bench.exchange.facts["binding_message"] == "42"
    assert psc.bench.exchange.facts["persona"] == someone.id


def test_polls_at_once_give_tokens_once(psc: Counter, client: RegisteredClient, someone: Doctor) -> None:
    request_id = ask(psc, client, someone).json["auth_req_id"]
    Phone(psc, someone).decide("accept")

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: poll(psc, client, request_id), range(8)))

    assert sum("access_token" in answer for answer in answers) == 1
