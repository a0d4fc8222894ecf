from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import pytest
import requests
from builders.pairing import METADATA, Pairing

from sandbox.client import Client, SandboxError
from sandbox.difference import differences
from sandbox.hooks import AuthorizationResponse, Deliver, Hang, SignedToken, WireAnswer

if TYPE_CHECKING:
    from builders.console import Opened

    from sandbox.client import Persona


def _nonce_is_right(opened: Opened, client: Client, persona: Persona) -> bool:
    pairing = opened.paired(client, persona)
    return _nonce(pairing) == pairing.nonce


def _nonce(pairing: Pairing) -> object:
    token: str = pairing.tokens(pairing.callback()["code"]).json()["id_token"]
    claims: dict[str, Any] = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    return claims["nonce"]


@pytest.mark.integration
def test_a_fault_for_the_next_exchange_is_told_once(opened: Opened, client: Client, persona: Persona) -> None:
    assert opened.post("/faults", fault="id_token_wrong_nonce", set_nonce="other", until="once").status_code == 303

    assert [_nonce_is_right(opened, client, persona) for _ in range(3)] == [False, True, True]
    (armed,) = opened.space.armed_faults()
    assert (armed["deliveries"], armed["over"], armed["params"]) == (1, True, {"nonce": "other"})
    delivered = armed["delivered"]
    assert isinstance(delivered, list)
    page = opened.page(f"/exchanges/{delivered[0]}")
    assert "id_token_wrong_nonce" in page
    assert "<code>other</code>" in page  # beside what was expected


@pytest.mark.integration
def test_a_fault_of_one_client_leaves_others_alone(opened: Opened, client: Client, persona: Persona) -> None:
    other = opened.space.register_client(METADATA)
    number = opened.space.arm_fault("id_token_wrong_nonce", client_id=client.client_id)

    assert _nonce_is_right(opened, other, persona)
    assert not _nonce_is_right(opened, client, persona)
    assert not _nonce_is_right(opened, client, persona)
    assert opened.post("/faults/disarm", number=str(number)).status_code == 303
    assert _nonce_is_right(opened, client, persona)
    assert opened.space.armed_faults()[0]["deliveries"] == 2


@pytest.mark.integration
def test_of_many_exchanges_at_once_one_is_bent(opened: Opened, client: Client, persona: Persona) -> None:
    pairings = [opened.paired(client, persona) for _ in range(12)]
    codes = [pairing.callback()["code"] for pairing in pairings]
    opened.space.arm_fault("id_token_alg_none", until="once")
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda one: one[0].tokens(one[1]).json(), zip(pairings, codes, strict=True)))

    assert sum(answer["id_token"].endswith(".") for answer in answers) == 1
    assert opened.space.armed_faults()[0]["deliveries"] == 1


@pytest.mark.integration
def test_a_fault_of_the_authorization_response_reaches_one_client(
    opened: Opened, client: Client, persona: Persona
) -> None:
    opened.space.arm_fault("state_altered", client_id=client.client_id, until="once")
    pairing = opened.paired(client, persona)

    assert pairing.callback()["state"] != pairing.state


@pytest.mark.integration
def test_a_certificate_is_expired_until_disarmed(opened: Opened, client: Client) -> None:
    url = opened.space.token_endpoint
    with pytest.raises(SandboxError, match="cannot be armed for one alone"):
        opened.space.arm_fault("certificate_expired", client_id=client.client_id)
    number = opened.space.arm_fault("certificate_expired")
    with pytest.raises(requests.exceptions.SSLError):
        requests.get(url, verify=str(opened.ca_bundle), timeout=60)
    opened.space.disarm_fault(number)

    assert requests.get(url, verify=str(opened.ca_bundle), timeout=60).status_code == 405


@pytest.mark.integration
@pytest.mark.parametrize(
    ("form", "status"),
    [
        ({"fault": "no_such_fault"}, 404),
        ({"fault": "token_endpoint_hang", "set_seconds": "soon"}, 422),
        ({"fault": "token_endpoint_hang", "set_seconds": "nan"}, 422),
        ({"fault": "certificate_expired", "set_listener": "other"}, 422),
        ({"fault": "state_altered", "client": "nobody"}, 422),
    ],
)
def test_a_fault_that_cannot_be_armed_is_told(opened: Opened, form: dict[str, str], status: int) -> None:
    assert opened.post("/faults", **form).status_code == status
    assert opened.space.armed_faults() == []


@pytest.mark.integration
def test_disarming_twice_does_no_harm(opened: Opened) -> None:
    number = opened.space.arm_fault("state_altered")
    for _ in range(2):
        assert opened.post("/faults/disarm", number=str(number)).status_code == 303
    with pytest.raises(SandboxError):
        opened.space.disarm_fault(number)
    assert opened.post("/faults/disarm", number="x²").status_code == 303


def test_differences_are_told_place_by_place() -> None:
    honest = SignedToken({"alg": "ES256", "kid": "k"}, {"aud": ["a", "b"], "n": 1}, "x.y.z")
    told = SignedToken({"alg": "none"}, {"aud": ["a", "c"], "n": 1, "more": None}, "x.y.")

    assert differences(honest, told) == [
        {"where": "header.alg", "expected": "ES256", "told": "none"},
        {"where": "header.kid", "expected": "k", "told": None},
        {"where": "claims.aud[1]", "expected": "b", "told": "c"},
        {"where": "claims.more", "expected": None, "told": "None"},
        {"where": "jws", "expected": "x.y.z", "told": "x.y."},
    ]


def test_differences_know_pairs_bytes_and_behaviours() -> None:
    assert differences(
        AuthorizationResponse("u", (("state", "a"),)), AuthorizationResponse("u", (("state", "b"),))
    ) == [{"where": "parameters.state", "expected": "a", "told": "b"}]
    honest, told = WireAnswer("token", 200, (), b"a", Deliver()), WireAnswer("token", 200, (), b"\xff", Hang(3.0))
    assert differences(honest, told) == [
        {"where": "body", "expected": "a", "told": "\ufffd"},
        {"where": "behaviour", "expected": "Deliver()", "told": "Hang(seconds=3.0)"},
    ]


def test_differences_are_few_and_short() -> None:
    found: list[Any] = differences({str(n): "x" * 1000 for n in range(100)}, {str(n): "y" for n in range(100)})

    assert len(found) == 12
    assert all(len(one["expected"]) == 401 for one in found)
