"""Each fault, armed through the control interface, met by an honest app over real TLS, read back by joserfc."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
import requests
from builders.pairing import session
from builders.standing import Stage, set_stage
from joserfc import jws
from joserfc.errors import BadSignatureError, JoseError
from joserfc.jwk import KeySet

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.integration


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with Sandbox.start(seed=7) as sandbox:
        yield set_stage(sandbox)


def id_token_claims(stage: Stage, id_token: str) -> dict[str, Any]:
    """Verify an ID token as a strict relying party does, and return its claims."""
    keys = KeySet.import_key_set(session(stage.sandbox.ca_bundle).get(stage.space.jwks_uri).json())
    token = jws.deserialize_compact(id_token, keys, algorithms=["RS256"])
    claims: dict[str, Any] = json.loads(token.payload)
    return claims


def acted(stage: Stage, events: list[dict[str, Any]]) -> list[tuple[str | None, list[str]]]:
    """Return (endpoint, faults) of each exchange on which a fault acted."""
    del stage
    return [(event["endpoint"], event["faults"]) for event in events if event["kind"] == "exchange" and event["faults"]]


def test_without_a_fault_everything_is_as_a_strict_app_wants_it(stage: Stage) -> None:
    pairing = stage.open()
    answer = pairing.callback()
    tokens = pairing.tokens(answer["code"]).json()
    claims = id_token_claims(stage, tokens["id_token"])
    weights = pairing.weights(tokens, claims["idpe"]).json()

    assert answer["state"] == pairing.state
    assert (claims["nonce"], claims["aud"]) == (pairing.nonce, stage.client.client_id)
    assert stage.persona.canary["bodyweight"] in str(weights)
    assert {entry["resource"]["subject"]["identifier"]["value"] for entry in weights["entry"]} == {claims["idpe"]}
    assert acted(stage, stage.close(pairing)) == []


def test_an_altered_state_arrives(stage: Stage) -> None:
    pairing = stage.open("state_altered")
    answer = pairing.callback()

    assert answer["state"] != pairing.state
    assert pairing.tokens(answer["code"]).status_code == 200
    assert [faults for _, faults in acted(stage, stage.close(pairing))] == [["state_altered"]]


def test_an_unsigned_id_token_arrives(stage: Stage) -> None:
    pairing = stage.open("id_token_alg_none")
    tokens = pairing.tokens(pairing.callback()["code"]).json()

    assert tokens["id_token"].endswith(".")
    with pytest.raises(JoseError):
        id_token_claims(stage, tokens["id_token"])
    assert acted(stage, stage.close(pairing)) == [("token", ["id_token_alg_none"])]


@pytest.mark.parametrize(("fault", "claim"), [("id_token_wrong_aud", "aud"), ("id_token_wrong_nonce", "nonce")])
def test_a_wrong_claim_arrives_well_signed(stage: Stage, fault: str, claim: str) -> None:
    honest = stage.open()
    right = id_token_claims(stage, honest.tokens(honest.callback()["code"]).json()["id_token"])
    stage.close(honest)
    pairing = stage.open(fault)
    wrong = id_token_claims(stage, pairing.tokens(pairing.callback()["code"]).json()["id_token"])

    fresh = {"iat", "exp", "auth_time", "at_hash", "nonce", "jti", "sid"} - {claim}
    assert {name for name in right.keys() | wrong.keys() if right.get(name) != wrong.get(name)} - fresh == {claim}
    assert wrong["nonce"] == pairing.nonce or claim == "nonce"
    assert acted(stage, stage.close(pairing)) == [("token", [fault])]


def test_a_search_brings_one_stranger(stage: Stage) -> None:
    pairing = stage.open("search_other_patient")
    tokens = pairing.tokens(pairing.callback()["code"]).json()
    idpe = id_token_claims(stage, tokens["id_token"])["idpe"]
    bundle = pairing.weights(tokens, idpe).json()

    owners = [
        entry["resource"]["subject"]["identifier"]["value"]
        for entry in bundle["entry"]
        if entry["resource"]["resourceType"] == "Observation"
    ]
    assert len([owner for owner in owners if owner != idpe]) == 1
    assert bundle["total"] == len(owners)
    assert acted(stage, stage.close(pairing)) == [("measures_read", ["search_other_patient"])]


def test_a_token_endpoint_that_hangs_is_seen_to_have_the_request(stage: Stage) -> None:
    pairing = stage.open("token_endpoint_hang", seconds=60.0)
    code = pairing.callback()["code"]

    with pytest.raises(requests.Timeout):
        pairing.tokens(code, timeout=(60, 0.4))  # connecting may take its time, the answer never comes

    exchange = stage.await_event(pairing, "exchange", endpoint="token")
    events = stage.close(pairing)
    withheld = next(event for event in events if event["kind"] == "request_received")
    assert withheld["id"] == exchange["id"]
    assert withheld["seq"] < exchange["seq"]
    assert (exchange["sent"], exchange["response"], exchange["answered"]) == ("none", None, None)
    assert exchange["faults"] == ["token_endpoint_hang"]


def test_a_hang_that_ends_closes_without_a_byte(stage: Stage) -> None:
    pairing = stage.open("token_endpoint_hang", seconds=0.1)

    with pytest.raises(requests.ConnectionError):
        pairing.tokens(pairing.callback()["code"])

    assert stage.await_event(pairing, "exchange", endpoint="token")["sent"] == "none"
    stage.close(pairing)


def test_an_expired_certificate_is_seen_to_be_refused(stage: Stage) -> None:
    pairing = stage.open("certificate_expired")
    code = pairing.callback()["code"]

    with pytest.raises(requests.exceptions.SSLError, match="expired"):
        pairing.tokens(code)

    handshake = stage.await_event(pairing, "handshake", listener="token")
    assert (handshake["flight_sent"], handshake["outcome"], handshake["alert"]) == (
        True,
        "alert",
        "certificate_expired",
    )
    assert handshake["faults"] == ["certificate_expired"]
    assert not [event for event in stage.close(pairing) if event.get("endpoint") == "token"]


def test_faults_of_one_episode_do_not_touch_another(stage: Stage) -> None:
    lied, honest = stage.open("id_token_alg_none"), stage.open()
    tokens = honest.tokens(honest.callback()["code"]).json()

    assert id_token_claims(stage, tokens["id_token"])["nonce"] == honest.nonce
    assert lied.tokens(lied.callback()["code"]).json()["id_token"].endswith(".")
    assert acted(stage, stage.close(honest)) == []
    assert len(acted(stage, stage.close(lied))) == 1


def test_the_reader_of_these_tests_does_refuse_a_bad_signature(stage: Stage) -> None:
    pairing = stage.open()
    id_token = pairing.tokens(pairing.callback()["code"]).json()["id_token"]
    stage.close(pairing)
    head, claims, signature = id_token.split(".")

    with pytest.raises(BadSignatureError):
        id_token_claims(stage, f"{head}.{claims}.{signature[:-8]}AAAAAAAA")
