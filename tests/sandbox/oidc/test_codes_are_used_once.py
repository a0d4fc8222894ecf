from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from builders.spaces import CALLBACK, TOKEN, VERIFIER, Bench


def test_a_code_gives_tokens(bench: Bench) -> None:
    client = bench.register()

    answer = bench.exchange_code(client, bench.answer(client, bench.persona())["code"])

    assert answer.status_code == 200
    assert set(answer.json) == {"access_token", "token_type", "expires_in", "scope", "refresh_token", "id_token"}
    assert answer.json["token_type"] == "Bearer"
    assert answer.headers["Cache-Control"] == "no-store"
    facts = bench.exchange.facts
    assert {name: facts[name] for name in ("grant_type", "client_auth", "client_authenticated", "parameters_in")} == {
        "grant_type": "authorization_code",
        "client_auth": "client_secret_basic",
        "client_authenticated": True,
        "parameters_in": "body",
    }
    assert (facts["code_use"], facts["code_uses"], facts["redirect_uri_equal"]) == ("first", 1, True)
    assert (facts["verifier_present"], facts["verifier_length"], facts["verifier_matches"]) == (True, 64, True)
    assert facts["error"] is None


def test_every_secret_of_the_exchange_is_registered(bench: Bench) -> None:
    paired = bench.pair()

    kept = set(bench.notebook.secrets)
    assert ("verifier", VERIFIER) in kept
    assert ("client_secret", paired.client.client_secret) in kept
    assert ("access_token", paired.answer["access_token"]) in kept
    assert ("refresh_token", paired.answer["refresh_token"]) in kept
    assert ("jwt", paired.answer["id_token"]) in kept
    assert ("password", paired.persona.password) in kept
    assert "code" in {kind for kind, _value in kept}


def test_a_replayed_code_is_refused_and_revokes_the_chain(bench: Bench) -> None:
    client = bench.register()
    code = bench.answer(client, bench.persona())["code"]
    first = bench.exchange_code(client, code).json

    replay = bench.exchange_code(client, code)

    assert replay.status_code == 400
    assert replay.json["error"] == "invalid_grant"
    assert (bench.exchange.facts["code_use"], bench.exchange.facts["code_uses"]) == ("again", 2)
    refreshed = bench.token(client, grant_type="refresh_token", refresh_token=first["refresh_token"])
    assert refreshed.json["error"] == "invalid_grant"
    assert bench.exchange.facts["refresh_use"] == "revoked"
    userinfo = bench.get("/oauth2/userinfo", headers={"Authorization": f"Bearer {first['access_token']}"})
    assert userinfo.status_code == 401
    assert bench.exchange.facts["token_state"] == "revoked"


def test_two_uses_at_once_give_one_answer(bench: Bench) -> None:
    client = bench.register()
    code = bench.answer(client, bench.persona())["code"]

    with ThreadPoolExecutor(8) as pool:
        answers = [future.result() for future in [pool.submit(bench.exchange_code, client, code) for _ in range(8)]]

    assert sorted(answer.status_code for answer in answers) == [200, *[400] * 7]


def test_a_code_expires_after_a_minute(bench: Bench) -> None:
    client = bench.register()
    code = bench.answer(client, bench.persona())["code"]
    bench.clock.advance(60)

    assert bench.exchange_code(client, code).json["error"] == "invalid_grant"


def test_an_episode_can_shorten_lifetimes(bench: Bench) -> None:
    bench.open_episode("e-1", access_token=5.0)
    client = bench.register()

    answer = bench.exchange_code(client, bench.answer(client, bench.persona(), episode="e-1")["code"]).json

    assert answer["expires_in"] == 5
    bench.clock.advance(6)
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert bench.get("/oauth2/userinfo", headers=headers).status_code == 401
    assert bench.exchange.facts["token_state"] == "expired"
    assert bench.exchange.episode == "e-1"


def test_an_episode_can_have_less_said_of_a_lifetime_than_is_true(bench: Bench) -> None:
    bench.open_episode("e-1", expires_in=1.0)
    client = bench.register()

    answer = bench.exchange_code(client, bench.answer(client, bench.persona(), episode="e-1")["code"]).json

    assert answer["expires_in"] == 1
    bench.clock.advance(30)
    headers = {"Authorization": f"Bearer {answer['access_token']}"}
    assert bench.get("/oauth2/userinfo", headers=headers).status_code == 200


def test_an_episode_never_has_more_said_of_a_lifetime_than_is_true(bench: Bench) -> None:
    bench.open_episode("e-1", access_token=5.0, expires_in=60.0)
    client = bench.register()

    answer = bench.exchange_code(client, bench.answer(client, bench.persona(), episode="e-1")["code"]).json

    assert answer["expires_in"] == 5


@pytest.mark.parametrize(
    ("changes", "error", "facts"),
    [
        ({"redirect_uri": CALLBACK + "/"}, "invalid_grant", {"redirect_uri_equal": False}),
        ({"redirect_uri": ""}, "invalid_grant", {"redirect_uri_equal": False}),
        ({"code_verifier": ""}, "invalid_request", {"verifier_present": False, "verifier_matches": None}),
        ({"code_verifier": "x" * 43}, "invalid_grant", {"verifier_matches": False}),
        ({"code_verifier": "short"}, "invalid_request", {"verifier_matches": False, "verifier_length": 5}),
        ({"code_verifier": "é" * 50}, "invalid_request", {"verifier_matches": False}),
        ({"code": "unknown"}, "invalid_grant", {"code_use": "unknown", "verifier_matches": None}),
    ],
)
def test_a_code_is_bound_to_redirect_uri_and_challenge(
    bench: Bench, changes: dict[str, str], error: str, facts: dict[str, object]
) -> None:
    client = bench.register()
    form = {"code": bench.answer(client, bench.persona())["code"], **changes}

    answer = bench.exchange_code(client, **form)

    assert answer.json["error"] == error
    assert {name: bench.exchange.facts[name] for name in facts} == facts


def test_a_failed_exchange_does_not_spend_the_code(bench: Bench) -> None:
    client = bench.register()
    code = bench.answer(client, bench.persona())["code"]
    bench.exchange_code(client, code, code_verifier="x" * 43)

    assert bench.exchange_code(client, code).status_code == 200


def test_a_code_of_another_client_is_refused_and_harms_nobody(bench: Bench) -> None:
    client, other = bench.register(), bench.register()
    code = bench.answer(client, bench.persona())["code"]

    assert bench.exchange_code(other, code).json["error"] == "invalid_grant"
    assert bench.exchange_code(client, code).status_code == 200
    assert bench.exchange_code(other, code).json["error"] == "invalid_grant"


def test_a_verifier_without_a_challenge_is_refused(bench: Bench) -> None:
    client = bench.register()
    code = bench.answer(client, bench.persona(), code_challenge=None, code_challenge_method=None)["code"]

    answer = bench.exchange_code(client, code)  # RFC 9700, 4.8: the challenge may have been cut out on the way

    assert answer.json["error"] == "invalid_request"
    assert bench.exchange_code(client, code, code_verifier="").status_code == 200


def test_a_code_in_the_url_is_recorded_and_refused(bench: Bench) -> None:
    client = bench.register()
    code = bench.answer(client, bench.persona())["code"]

    answer = bench.post(
        f"{TOKEN}/s/s1/oauth2/token?code={code}&code_verifier={VERIFIER}",
        data={"grant_type": "authorization_code", "redirect_uri": CALLBACK},
        headers=_basic(client),
    )

    assert answer.json["error"] == "invalid_request"
    assert bench.exchange.facts["parameters_in"] == "query"
    assert ("code", code) in bench.notebook.secrets


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"data": {}}, "invalid_request"),
        ({"data": {"grant_type": ""}}, "invalid_request"),
        ({"data": {"grant_type": "password", "username": "a", "password": "b"}}, "unsupported_grant_type"),
        ({"data": {"grant_type": 'é"\\'}}, "unsupported_grant_type"),
        ({"json": {"grant_type": "authorization_code"}}, "invalid_request"),
        ({"data": b"grant_type=authorization_code", "content_type": "text/plain"}, "invalid_request"),
        ({"data": {"grant_type": ["authorization_code", "refresh_token"]}}, "invalid_request"),
        ({"data": {"grant_type": "authorization_code", "code": ["a", "b"]}}, "invalid_request"),
        ({"data": {"grant_type": "authorization_code"}}, "invalid_request"),
        ({"data": {"grant_type": "refresh_token"}}, "invalid_request"),
    ],
)
def test_a_malformed_request_gets_a_registered_error(bench: Bench, options: dict[str, object], error: str) -> None:
    answer = bench.post(f"{TOKEN}/s/s1/oauth2/token", headers=_basic(bench.register()), **options)

    assert answer.status_code == 400
    assert answer.mimetype == "application/json"
    assert answer.json["error"] == error
    assert bench.exchange.facts["error"] == error


def test_the_token_endpoint_takes_posts_only(bench: Bench) -> None:
    answer = bench.get(f"{TOKEN}/s/s1/oauth2/token")

    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]
    assert answer.json["error"] == "invalid_request"


def _basic(client: object) -> dict[str, str]:
    from base64 import b64encode  # noqa: PLC0415

    pair = f"{client.client_id}:{client.client_secret}"
    return {"Authorization": f"Basic {b64encode(pair.encode()).decode()}"}
