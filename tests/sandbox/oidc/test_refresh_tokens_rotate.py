from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from builders.spaces import Bench, claims_of

from sandbox.faults import catalogue


def test_a_refresh_token_is_replaced(bench: Bench) -> None:
    paired = bench.pair()

    answer = paired.refresh()

    assert answer.status_code == 200
    assert answer.json["refresh_token"] != paired.answer["refresh_token"]
    assert answer.json["access_token"] != paired.answer["access_token"]
    assert answer.json["scope"] == paired.answer["scope"]
    assert bench.exchange.facts["refresh_use"] == "current"


def test_a_refreshed_id_token_keeps_auth_time_and_has_no_nonce(bench: Bench) -> None:
    paired = bench.pair()
    bench.clock.advance(100)

    claims = claims_of(paired.refresh().json["id_token"])

    assert claims["auth_time"] == paired.claims["auth_time"]
    assert claims["iat"] >= paired.claims["iat"] + 100
    assert "nonce" not in claims
    assert {name: claims[name] for name in ("iss", "sub", "aud", "idpe")} == {
        name: paired.claims[name] for name in ("iss", "sub", "aud", "idpe")
    }


def test_a_rotated_refresh_token_used_again_revokes_the_chain(bench: Bench) -> None:
    paired = bench.pair()
    current = paired.refresh().json

    replay = paired.refresh()

    assert replay.status_code == 400
    assert replay.json["error"] == "invalid_grant"
    assert bench.exchange.facts["refresh_use"] == "rotated"
    assert paired.refresh(refresh_token=current["refresh_token"]).json["error"] == "invalid_grant"
    headers = {"Authorization": f"Bearer {current['access_token']}"}
    assert bench.get("/oauth2/userinfo", headers=headers).status_code == 401


def test_a_refresh_token_that_is_not_replaced_stays_good(bench: Bench) -> None:
    silent = {"member": "refresh_token", "grant": "refresh_token"}
    bench.open_episode("e-1", catalogue.load("token_response_incomplete", silent))
    paired = bench.pair(episode="e-1")

    for _ in range(2):
        answer = paired.refresh()
        assert answer.status_code == 200
        assert "refresh_token" not in answer.json
        assert bench.exchange.facts["refresh_use"] == "current"


def test_another_pairing_of_the_same_person_survives_the_replay(bench: Bench) -> None:
    paired = bench.pair()
    other = bench.pair(client=paired.client, persona=paired.persona)
    paired.refresh()
    paired.refresh()

    assert other.refresh().status_code == 200


def test_two_refreshes_at_once_with_one_token_revoke_the_chain(bench: Bench) -> None:
    paired = bench.pair()

    with ThreadPoolExecutor(2) as pool:
        answers = [future.result() for future in [pool.submit(paired.refresh) for _ in range(2)]]

    assert sorted(answer.status_code for answer in answers) == [200, 400]
    winner = next(answer.json for answer in answers if answer.status_code == 200)
    assert paired.refresh(refresh_token=winner["refresh_token"]).json["error"] == "invalid_grant"


def test_a_refresh_may_ask_for_less_and_never_for_more(bench: Bench) -> None:
    paired = bench.pair(scopes=("measures.read",))

    less = paired.refresh(scope="openid").json
    more = paired.refresh(refresh_token=less["refresh_token"], scope="openid measures.write")
    all_again = paired.refresh(refresh_token=less["refresh_token"]).json

    assert less["scope"] == "openid"
    assert more.json["error"] == "invalid_scope"
    assert all_again["scope"] == "openid identity measures.read"


def test_a_withdrawn_consent_is_missing_after_a_refresh(bench: Bench) -> None:
    from sandbox.oidc.pairings import Pairings  # noqa: PLC0415

    paired = bench.pair()
    pairings = bench.space.part(Pairings)
    pairings.withdraw(pairings.find(paired.persona.id, paired.client.client_id), "measures.write")

    assert paired.refresh().json["scope"] == "openid identity measures.read"


def test_a_refresh_token_of_another_client_is_refused_and_harms_nobody(bench: Bench) -> None:
    paired, other = bench.pair(), bench.register()

    stolen = bench.token(other, grant_type="refresh_token", refresh_token=paired.answer["refresh_token"])

    assert stolen.json["error"] == "invalid_grant"
    assert paired.refresh().status_code == 200


def test_a_refresh_token_expires(bench: Bench) -> None:
    paired = bench.pair()
    bench.clock.advance(30 * 24 * 3600)

    assert paired.refresh().json["error"] == "invalid_grant"


def test_a_client_without_the_refresh_grant_gets_no_refresh_token(bench: Bench) -> None:
    client = bench.register(grant_types=["authorization_code"])

    answer = bench.exchange_code(client, bench.answer(client, bench.persona())["code"]).json

    assert "refresh_token" not in answer
    refused = bench.token(client, grant_type="refresh_token", refresh_token="x")
    assert refused.json["error"] == "unauthorized_client"


def test_an_unknown_refresh_token_is_an_invalid_grant(bench: Bench) -> None:
    answer = bench.token(bench.register(), grant_type="refresh_token", refresh_token="never issued")

    assert answer.json["error"] == "invalid_grant"
    assert bench.exchange.facts["refresh_use"] == "unknown"
