"""A suspended label gets no new token; if the portal falls silent, what it said last counts for a minute at most."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from builders.client_assertions import assertion
from builders.labelling_portal import INDEX, LabellingPortal, new_key
from builders.spaces import CALLBACK as BACK
from builders.spaces import TOKEN, VERIFIER, Bench, Paired

from sandbox.oidc.clients import Clients

if TYPE_CHECKING:
    from collections.abc import Iterator

    from werkzeug.test import TestResponse

    from sandbox.oidc.clients import RegisteredClient


class Production:
    """A production space, its portal, and a labelled app that somebody has paired with."""

    def __init__(self, portal: LabellingPortal) -> None:
        self.portal = portal
        self.bench = Bench(mode="strict", trust=portal.trust)
        portal.now = self.bench.clock.now
        answer = self.bench.post("/oauth2/register", json={"software_statement": portal.statement()})
        assert answer.status_code == 201, answer.text
        client = self.bench.space.part(Clients).find(answer.json["client_id"])
        assert client is not None
        self.client: RegisteredClient = client
        self.persona = self.bench.persona()
        self.tokens: dict[str, Any] = self.code_exchange().json

    def ask(self, **form: str) -> TestResponse:
        proof = assertion(
            self.client.client_id,
            self.portal.app_key,
            now=time.time(),  # authentication reads the time of the machine, which no test moves
            aud=self.bench.space.issuer,
        )
        form |= {
            "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
            "client_assertion": proof,
        }
        return self.bench.post(f"{TOKEN}/s/s1/oauth2/token", data=form)

    def code_exchange(self) -> TestResponse:
        code = self.bench.answer(self.client, self.persona)["code"]
        return self.ask(grant_type="authorization_code", code=code, redirect_uri=BACK, code_verifier=VERIFIER)

    def refresh(self) -> TestResponse:
        answer = self.ask(grant_type="refresh_token", refresh_token=self.tokens["refresh_token"])
        if answer.status_code == 200:
            self.tokens = answer.json
        return answer

    def reads(self) -> int:
        paired = Paired(self.bench, self.client, self.persona, self.bench.browser(), self.tokens)
        return paired.everything().status_code


@pytest.fixture
def production() -> Iterator[Production]:
    with LabellingPortal() as portal:
        yield Production(portal)


def error(answer: TestResponse) -> str:
    assert answer.status_code == 400, answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    return str(answer.json["error"])


def test_a_labelled_app_pairs_reads_and_refreshes(production: Production) -> None:
    assert production.reads() == 200
    assert production.refresh().status_code == 200
    assert production.tokens["expires_in"] <= 300


@pytest.mark.parametrize("value", [1, 2, 3])
def test_from_the_suspension_on_no_grant_gives_a_new_token(production: Production, value: int) -> None:
    production.portal.status[INDEX] = value
    assert error(production.refresh()) == "unauthorized_client"
    assert error(production.code_exchange()) == "unauthorized_client"


def test_a_token_already_out_lives_out_its_five_minutes_and_no_more(production: Production) -> None:
    production.portal.status[INDEX] = 2
    assert production.reads() == 200
    production.bench.clock.advance(301)
    assert production.reads() == 401


def test_a_reinstated_app_goes_on_with_the_pairing_it_had(production: Production) -> None:
    production.portal.status[INDEX] = 2
    assert error(production.refresh()) == "unauthorized_client"
    production.portal.status.clear()
    assert production.refresh().status_code == 200
    assert production.reads() == 200


def test_the_list_is_fetched_at_every_token_request(production: Production) -> None:
    production.portal.fetched.clear()
    for _ in range(3):
        production.refresh()
    assert production.portal.fetched.count("/demo/status-lists/1") == 3


def test_while_the_portal_is_silent_its_last_word_counts_for_a_minute_and_not_longer(production: Production) -> None:
    assert production.refresh().status_code == 200
    production.portal.silent = True
    production.bench.clock.advance(55)
    assert production.refresh().status_code == 200
    production.bench.clock.advance(10)
    assert error(production.refresh()) == "unauthorized_client"
    production.portal.silent = False
    assert production.refresh().status_code == 200


def test_the_last_word_of_a_portal_that_said_suspended_stays_suspended(production: Production) -> None:
    production.portal.status[INDEX] = 2
    assert error(production.refresh()) == "unauthorized_client"
    production.portal.silent = True
    assert error(production.refresh()) == "unauthorized_client"


LIES: dict[str, Any] = {
    "signed by a stranger": lambda portal: setattr(portal, "list_signer", new_key()),
    "signed by the key of statements": lambda portal: setattr(portal, "list_signer", portal.statement_key),
    "of another type": lambda portal: setattr(portal, "list_typ", "JWT"),
    "of another issuer": lambda portal: setattr(portal, "list_claims", {"iss": "https://other.example"}),
    "of another address": lambda portal: setattr(portal, "list_claims", {"sub": "https://other.example/1"}),
    "expired": lambda portal: setattr(portal, "list_claims", {"exp": int(portal.now())}),
    "of the future": lambda portal: setattr(portal, "list_claims", {"iat": int(portal.now()) + 200}),
    "without end": lambda portal: setattr(portal, "list_claims", {"exp": None}),
    "of one bit": lambda portal: setattr(portal, "list_claims", {"status_list": {"bits": 1, "lst": "eNrbuRgAAhcBXQ"}}),
    "broken": lambda portal: setattr(portal, "list_claims", {"status_list": {"bits": 2, "lst": "????"}}),
    "not ASCII": lambda portal: setattr(portal, "list_claims", {"status_list": {"bits": 2, "lst": "é"}}),
    "empty": lambda portal: setattr(portal, "list_claims", {"status_list": None}),
    "without keys": lambda portal: portal.published.update(status=[]),
}


@pytest.mark.parametrize("name", LIES)
def test_a_list_that_is_not_genuine_counts_as_silence(production: Production, name: str) -> None:
    LIES[name](production.portal)
    production.bench.clock.advance(61)
    assert error(production.refresh()) == "unauthorized_client"


def test_a_client_registered_without_a_label_asks_no_portal(production: Production) -> None:
    production.portal.fetched.clear()
    production.bench.pair()
    assert production.portal.fetched == []
