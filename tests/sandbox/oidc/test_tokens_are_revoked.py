from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.oidc.pairings import Pairings

if TYPE_CHECKING:
    from builders.spaces import Bench, Paired
    from werkzeug.test import TestResponse


def revoke(paired: Paired, token: str, **form: str) -> TestResponse:
    client = paired.client
    form = {"token": token, "client_id": client.client_id, "client_secret": client.client_secret, **form}
    return paired.bench.post("/oauth2/revoke", data=form)


def posting(bench: Bench, **options: object) -> Paired:
    return bench.pair(bench.register(token_endpoint_auth_method="client_secret_post"), **options)


def test_revoking_the_refresh_token_ends_the_chain_and_the_pairing(bench: Bench) -> None:
    paired = posting(bench)

    answer = revoke(paired, paired.answer["refresh_token"], token_type_hint="refresh_token")

    assert answer.status_code == 200
    assert bench.exchange.facts["revoked"] == "refresh_token"
    assert paired.refresh().json["error"] == "invalid_grant"
    assert paired.everything().status_code == 401
    assert bench.space.part(Pairings).find(paired.persona.id, paired.client.client_id) is None


def test_revoking_one_of_two_chains_keeps_the_pairing(bench: Bench) -> None:
    one = posting(bench)
    two = bench.pair(one.client, persona=one.persona)

    revoke(one, one.answer["refresh_token"])

    assert two.everything().status_code == 200


def test_revoking_the_access_token_leaves_the_refresh_token(bench: Bench) -> None:
    paired = posting(bench)

    revoke(paired, paired.answer["access_token"])

    assert paired.everything().status_code == 401
    assert paired.refresh().status_code == 200


def test_a_hint_may_be_wrong_or_unknown(bench: Bench) -> None:
    paired = posting(bench)

    for hint in ("refresh_token", "something else"):
        assert revoke(paired, paired.answer["access_token"], token_type_hint=hint).status_code == 200
    assert paired.everything().status_code == 401


def test_an_unknown_token_is_no_error(bench: Bench) -> None:
    paired = posting(bench)

    assert revoke(paired, "never issued").status_code == 200
    assert revoke(paired, "").json["error"] == "invalid_request"


def test_a_token_of_another_client_is_left_alone(bench: Bench) -> None:
    paired, thief = posting(bench), posting(bench)

    answer = revoke(thief, paired.answer["refresh_token"])

    assert answer.json["error"] == "invalid_grant"
    assert paired.refresh().status_code == 200


def test_the_client_must_authenticate(bench: Bench) -> None:
    paired = posting(bench)

    answer = revoke(paired, paired.answer["refresh_token"], client_secret="wrong")

    assert answer.status_code == 401
    assert answer.json["error"] == "invalid_client"
    assert paired.refresh().status_code == 200


def test_the_exchange_is_attributed_by_the_token(bench: Bench) -> None:
    bench.open_episode("e-3")
    paired = posting(bench, episode="e-3")

    revoke(paired, paired.answer["refresh_token"])

    assert bench.exchange.episode == "e-3"
