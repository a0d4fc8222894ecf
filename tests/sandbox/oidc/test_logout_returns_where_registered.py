from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.spaces import Bench, Paired, parameters_of
from joserfc import jwt
from joserfc.jwk import OctKey

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from sandbox.oidc.clients import RegisteredClient

GOODBYE = "http://127.0.0.1:5000/goodbye"


@pytest.fixture
def paired(bench: Bench) -> Paired:
    return bench.pair(bench.register(post_logout_redirect_uris=[GOODBYE]))


def log_out(paired: Paired, **parameters: str) -> TestResponse:
    return paired.bench.get("/oauth2/logout", paired.browser, query_string=parameters)


def still_signed_in(paired: Paired) -> bool:
    answer = paired.bench.authorize(paired.browser, paired.bench.request(paired.client, prompt="none"))
    return parameters_of(answer).get("error") != "login_required"


def test_a_genuine_hint_signs_out_and_goes_back_with_state(paired: Paired) -> None:
    answer = log_out(paired, id_token_hint=paired.answer["id_token"], post_logout_redirect_uri=GOODBYE, state="a b&c")

    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{GOODBYE}?state=a+b%26c"
    assert not still_signed_in(paired)
    facts = paired.bench.exchange
    assert facts is not None


def test_an_expired_hint_still_counts(paired: Paired) -> None:
    paired.bench.clock.advance(3000)

    log_out(paired, id_token_hint=paired.answer["id_token"])

    assert not still_signed_in(paired)


@pytest.mark.parametrize("address", [GOODBYE + "/", GOODBYE + "?x=1", "https://evil.example/", "//evil.example"])
def test_nobody_is_sent_to_an_address_that_is_not_registered(paired: Paired, address: str) -> None:
    answer = log_out(paired, id_token_hint=paired.answer["id_token"], post_logout_redirect_uri=address)

    assert answer.status_code == 400
    assert answer.json["error"] == "invalid_request"
    assert "Location" not in answer.headers
    assert still_signed_in(paired)


def test_a_hint_signed_with_the_secret_counts_for_the_client_that_asked_for_it_alone(bench: Bench) -> None:
    by_secret = bench.register(id_token_signed_response_alg="HS256", post_logout_redirect_uris=[GOODBYE])
    by_key = bench.register(post_logout_redirect_uris=[GOODBYE])
    genuine = bench.pair(by_secret)

    def forged(client: RegisteredClient, secret: str) -> str:
        claims = {**genuine.claims, "aud": client.client_id}
        return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret), algorithms=["HS256"])

    for hint in (forged(by_secret, by_key.secret), forged(by_key, by_key.secret), forged(by_key, by_secret.secret)):
        assert log_out(genuine, id_token_hint=hint).json["error"] == "invalid_request"
    assert still_signed_in(genuine)
    log_out(genuine, id_token_hint=genuine.answer["id_token"])
    assert not still_signed_in(genuine)


@pytest.mark.parametrize(
    "hint",
    ["junk", "a.b.c", "eyJhbGciOiJub25lIn0.e30.", "eyJhbGciOiJIUzI1NiJ9.W10.AA", "eyJhbGciOiJIUzI1NiJ9.e30.AA", "é"],
)
def test_a_hint_that_is_not_ours_is_refused(paired: Paired, hint: str) -> None:
    answer = log_out(paired, id_token_hint=hint, post_logout_redirect_uri=GOODBYE)

    assert answer.json["error"] == "invalid_request"
    assert still_signed_in(paired)


def test_the_hint_and_the_client_must_agree(paired: Paired) -> None:
    other = paired.bench.register(post_logout_redirect_uris=[GOODBYE])

    answer = log_out(paired, id_token_hint=paired.answer["id_token"], client_id=other.client_id)

    assert answer.json["error"] == "invalid_request"


def test_without_a_hint_the_person_is_asked(paired: Paired) -> None:
    bench = paired.bench
    page = log_out(paired, client_id=paired.client.client_id, post_logout_redirect_uri=GOODBYE)
    assert page.status_code == 200
    assert still_signed_in(paired)

    stays = bench.submit(paired.browser, page, decision="stay")
    assert stays.status_code == 200
    assert still_signed_in(paired)

    leaves = bench.submit(paired.browser, page, decision="sign-out")
    assert leaves.headers["Location"] == GOODBYE
    assert not still_signed_in(paired)


def test_another_site_cannot_answer_for_the_person(paired: Paired) -> None:
    form = {"decision": "sign-out", "client_id": paired.client.client_id, "csrf": "guess"}

    answer = paired.bench.post("/oauth2/logout", paired.browser, data=form)

    assert answer.status_code == 200
    assert still_signed_in(paired)


def test_the_hint_of_somebody_else_signs_nobody_out_unasked(paired: Paired) -> None:
    somebody = paired.bench.pair(paired.client)

    log_out(paired, id_token_hint=somebody.answer["id_token"])

    assert still_signed_in(paired)


def test_signing_out_twice_still_goes_back(paired: Paired) -> None:
    parameters = {"id_token_hint": paired.answer["id_token"], "post_logout_redirect_uri": GOODBYE}
    log_out(paired, **parameters)

    assert log_out(paired, **parameters).headers["Location"] == GOODBYE
