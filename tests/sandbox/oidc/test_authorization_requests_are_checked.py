from __future__ import annotations

import pytest
from builders.spaces import CALLBACK, Bench, challenge_of, parameters_of


def test_a_good_request_leads_to_the_sign_in_page(bench: Bench) -> None:
    browser = bench.browser()

    answer = bench.authorize(browser, bench.request(bench.register()))

    assert answer.status_code == 303
    assert answer.headers["Location"].startswith(f"{bench.space.issuer}/sign-in?interaction=")
    cookie = answer.headers["Set-Cookie"]
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/s/s1"))


def test_what_the_judge_needs_is_noted(bench: Bench) -> None:
    client = bench.register()

    bench.authorize(bench.browser(), bench.request(client))

    assert bench.exchange.endpoint == "authorize"
    assert bench.exchange.facts == {
        "client_id": client.client_id,
        "response_type": "code",
        "scope": "openid identity measures.read measures.write",
        "code_challenge": bench.request(client)["code_challenge"],
        "code_challenge_method": "S256",
        "state_present": True,
        "nonce_present": True,
        "redirect_uri_equal": True,
        "repeated": [],
    }


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"response_type": None}, "invalid_request"),
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"response_type": "code id_token"}, "unsupported_response_type"),
        ({"response_type": 'cödé"\\'}, "unsupported_response_type"),
        ({"response_mode": "fragment"}, "invalid_request"),
        ({"scope": None}, "invalid_scope"),
        ({"scope": "measures.read"}, "invalid_scope"),
        ({"scope": "openid diaries.read"}, "invalid_scope"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge": "short"}, "invalid_request"),
        ({"code_challenge": "é" * 43}, "invalid_request"),
        ({"request": "e30.e30."}, "request_not_supported"),
        ({"request_uri": "urn:x"}, "request_uri_not_supported"),
        ({"prompt": "none login"}, "invalid_request"),
        ({"prompt": "later"}, "invalid_request"),
        ({"prompt": "none"}, "login_required"),
        ({"max_age": "-1"}, "invalid_request"),
        ({"max_age": "soon"}, "invalid_request"),
        ({"login_hint": "x" * 5000}, "invalid_request"),
    ],
)
def test_a_wrong_request_is_answered_to_the_app_with_state_and_issuer(
    bench: Bench, changes: dict[str, str | None], error: str
) -> None:
    answer = parameters_of(bench.authorize(bench.browser(), bench.request(bench.register(), **changes)))

    assert answer["error"] == error
    assert answer["state"] == "state-1"
    assert answer["iss"] == bench.space.issuer
    assert bench.exchange.facts["error"] == error


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"client_id": None}, "invalid_request"),
        ({"client_id": "somebody-else"}, "invalid_client"),
        ({"redirect_uri": None}, "invalid_request"),
        ({"redirect_uri": CALLBACK + "/"}, "invalid_request"),
        ({"redirect_uri": CALLBACK + "?a=b"}, "invalid_request"),
        ({"redirect_uri": CALLBACK.replace("5000", "5001")}, "invalid_request"),
        ({"redirect_uri": CALLBACK.upper()}, "invalid_request"),
        ({"redirect_uri": 'https://evil.example/"\\é'}, "invalid_request"),
        ({"redirect_uri": "javascript:alert(1)"}, "invalid_request"),
    ],
)
def test_nobody_is_sent_to_an_address_that_is_not_registered(
    bench: Bench, changes: dict[str, str | None], error: str
) -> None:
    answer = bench.authorize(bench.browser(), bench.request(bench.register(), **changes))

    assert answer.status_code == 400
    assert "Location" not in answer.headers
    assert answer.json["error"] == error


def test_a_person_is_told_in_a_page_that_runs_nothing(bench: Bench) -> None:
    parameters = bench.request(bench.register(), redirect_uri="https://evil.example/<script>alert(1)</script>")

    answer = bench.get("/oauth2/authorize", query_string=parameters, headers={"Accept": "text/html,*/*;q=0.8"})

    assert answer.status_code == 400
    assert answer.mimetype == "text/html"
    assert "<script" not in answer.text
    assert "evil.example" not in answer.text
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ["state", "nonce", "scope", "code_challenge", "response_type", "prompt"])
def test_a_parameter_given_twice_is_refused(bench: Bench, name: str) -> None:
    parameters = bench.request(bench.register(), prompt="consent")

    answer = bench.authorize(bench.browser(), [*parameters.items(), (name, parameters[name])])

    assert parameters_of(answer)["error"] == "invalid_request"
    assert bench.exchange.facts["repeated"] == [name]


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
def test_a_redirect_uri_or_client_given_twice_redirects_nowhere(bench: Bench, name: str) -> None:
    parameters = bench.request(bench.register())

    answer = bench.authorize(bench.browser(), [*parameters.items(), (name, "https://evil.example/")])

    assert answer.status_code == 400
    assert answer.json["error"] == "invalid_request"


@pytest.mark.parametrize("missing", [("state",), ("nonce",), ("code_challenge", "code_challenge_method")])
def test_a_suite_space_records_what_is_missing_and_goes_on(bench: Bench, missing: tuple[str, ...]) -> None:
    parameters = bench.request(bench.register(), **dict.fromkeys(missing))

    answer = bench.authorize(bench.browser(), parameters)

    assert answer.headers["Location"].startswith(bench.space.issuer)
    facts = bench.exchange.facts
    assert (facts["state_present"], facts["nonce_present"], facts["code_challenge"] is not None) == (
        "state" not in missing,
        "nonce" not in missing,
        "code_challenge" not in missing,
    )


@pytest.mark.parametrize("missing", [("state",), ("nonce",), ("code_challenge", "code_challenge_method")])
def test_a_strict_space_refuses_what_is_missing(strict: Bench, missing: tuple[str, ...]) -> None:
    answer = strict.authorize(strict.browser(), strict.request(strict.register(), **dict.fromkeys(missing)))

    assert parameters_of(answer)["error"] == "invalid_request"


def test_an_empty_parameter_counts_as_missing(strict: Bench) -> None:
    answer = strict.authorize(strict.browser(), strict.request(strict.register(), state=""))

    assert parameters_of(answer)["error"] == "invalid_request"
    assert strict.exchange.facts["state_present"] is False


def test_the_request_may_be_posted(bench: Bench) -> None:
    answer = bench.post("/oauth2/authorize", bench.browser(), data=bench.request(bench.register()))

    assert answer.headers["Location"].startswith(f"{bench.space.issuer}/sign-in?")


def test_a_client_may_only_ask_for_the_scope_it_registered(bench: Bench) -> None:
    client = bench.register(scope="openid measures.read")

    answer = bench.authorize(bench.browser(), bench.request(client, scope="openid measures.write"))

    assert parameters_of(answer)["error"] == "invalid_scope"


def test_the_query_of_a_redirect_uri_is_kept(bench: Bench) -> None:
    address = CALLBACK + "?from=space"
    client = bench.register(redirect_uris=[address])

    answer = bench.authorize(bench.browser(), bench.request(client, redirect_uri=address, scope="openid nothing"))

    assert answer.headers["Location"].startswith(address + "&error=invalid_scope")


def test_a_challenge_is_compared_with_nothing_but_s256(bench: Bench) -> None:
    client, persona = bench.register(), bench.persona()
    verifier = challenge_of("anything")
    code = bench.answer(client, persona, code_challenge=verifier)["code"]

    answer = bench.exchange_code(client, code, code_verifier=verifier)

    assert answer.json["error"] == "invalid_grant"
    assert bench.exchange.facts["verifier_matches"] is False
