"""Sign-in at the professionals' pages: a whole code flow with Pro Santé Connect; nothing less opens them."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlsplit

from builders.consulting import Consulting, consult
from builders.identity import Counter, doctor

from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.inferred import inferred

if TYPE_CHECKING:
    from builders.spaces import Bench
    from werkzeug.test import TestResponse


def test_the_request_asks_what_pro_sante_connect_demands(bench: Bench) -> None:
    """Doctrine: scope_all, eidas1, state and nonce of 32 random bytes; PKCE by S256."""
    query = _asked(bench.post("/pro/sign-in", bench.browser()))

    assert query["scope"] == "openid scope_all"
    assert query["acr_values"] == "eidas1"
    assert query["response_type"] == "code"
    assert query["code_challenge_method"] == "S256"
    assert all(len(query[name]) == 43 for name in ("state", "nonce", "code_challenge"))
    assert query["redirect_uri"] == f"{bench.space.issuer}/pro/callback"
    assert query["client_id"] == "mon-espace-sante"


def test_a_professional_comes_in_and_leaves(somebody: Consulting) -> None:
    home = somebody.get()
    assert somebody.doctor.name in home.text
    before = somebody.browser.get_cookie("poincon_professional", path="/s/s1/pro")
    assert before is not None
    assert (before.http_only, before.secure, before.same_site) == (True, True, "Lax")

    away = somebody.post("/sign-out")

    assert "/protocol/openid-connect/logout?" in away.headers["Location"]
    back = somebody.bench.follow(somebody.browser, away)
    assert back.headers["Location"] == f"{somebody.bench.space.issuer}/pro/sign-in"
    assert somebody.get().headers["Location"].endswith("/pro/sign-in")


def test_the_cookie_changes_so_that_none_can_be_fixed(bench: Bench) -> None:
    browser, someone = bench.browser(), doctor(Counter(PROSANTECONNECT, bench))
    away = bench.post("/pro/sign-in", browser)
    on_the_way = browser.get_cookie("poincon_professional", path="/s/s1/pro")
    page = bench.follow(browser, bench.follow(browser, away))
    back = bench.submit(browser, page, login=someone.login, password=someone.password, decision="sign-in")
    bench.follow(browser, back)
    arrived = browser.get_cookie("poincon_professional", path="/s/s1/pro")

    assert on_the_way
    assert arrived
    assert on_the_way.value != arrived.value
    other = bench.browser()
    other.set_cookie("poincon_professional", on_the_way.value, domain="localhost", path="/s/s1/pro")
    assert bench.get("/pro", other).status_code == 303


def test_a_callback_is_taken_from_the_browser_that_left_and_once(bench: Bench) -> None:
    browser, someone = bench.browser(), doctor(Counter(PROSANTECONNECT, bench))
    page = bench.follow(browser, bench.follow(browser, bench.post("/pro/sign-in", browser)))
    back = bench.submit(browser, page, login=someone.login, password=someone.password, decision="sign-in")

    assert bench.follow(bench.browser(), back).status_code == 400
    assert bench.follow(browser, back).status_code == 303
    assert bench.get("/pro", browser).status_code == 200
    assert bench.follow(browser, back).status_code == 400


def test_another_state_a_forged_code_and_an_error_sign_nobody_in(bench: Bench) -> None:
    for change, status in (
        ({"state": "x"}, 400),
        ({"state": None}, 400),
        ({"code": "forged"}, 403),
        ({"code": None, "error": "access_denied"}, 403),
    ):
        browser = bench.browser()
        state = _asked(bench.post("/pro/sign-in", browser))["state"]
        query = {"code": "x", "state": state, **change}
        answer = bench.get("/pro/callback", browser, query_string={key: one for key, one in query.items() if one})
        assert answer.status_code == status
        assert 'role="alert"' in answer.text
        assert bench.get("/pro", browser).status_code == 303


def test_a_code_of_somebody_elses_sign_in_is_refused(bench: Bench) -> None:
    """PKCE and nonce bind a code to the browser that asked (RFC 9700, 4.5)."""
    victim, thief, someone = bench.browser(), bench.browser(), doctor(Counter(PROSANTECONNECT, bench))
    page = bench.follow(victim, bench.follow(victim, bench.post("/pro/sign-in", victim)))
    back = bench.submit(victim, page, login=someone.login, password=someone.password, decision="sign-in")
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    state = _asked(bench.post("/pro/sign-in", thief))["state"]

    answer = bench.get("/pro/callback", thief, query_string={"code": code, "state": state})

    assert answer.status_code == 403
    assert bench.get("/pro", thief).status_code == 303


def test_a_departure_and_a_session_end(bench: Bench) -> None:
    browser = bench.browser()
    state = _asked(bench.post("/pro/sign-in", browser))["state"]
    bench.clock.advance(inferred().lifetimes.interaction + 1)
    assert bench.get("/pro/callback", browser, query_string={"code": "x", "state": state}).status_code == 400

    someone = consult(bench)
    assert someone.get().status_code == 200
    bench.clock.advance(inferred().lifetimes.sign_in + 1)
    assert someone.get().status_code == 303


def test_a_persona_is_no_professional(bench: Bench) -> None:
    paired = bench.pair()
    assert bench.get("/pro", paired.browser).status_code == 303
    browser, persona = bench.browser(), bench.persona()
    page = bench.follow(browser, bench.follow(browser, bench.post("/pro/sign-in", browser)))
    answer = bench.submit(browser, page, login=persona.email, password=persona.password, decision="sign-in")
    assert answer.status_code == 422


def test_secrets_are_kept_out_of_the_journal(bench: Bench) -> None:
    someone = consult(bench)
    kinds = {kind for kind, _value in bench.notebook.secrets}
    assert {"cookie", "code", "verifier", "access_token", "jwt"} <= kinds
    cookie = someone.browser.get_cookie("poincon_professional", path="/s/s1/pro")
    assert cookie
    assert ("cookie", cookie.value) in bench.notebook.secrets


def _asked(answer: TestResponse) -> dict[str, str]:
    assert answer.status_code == 303
    return {name: values[0] for name, values in parse_qs(urlsplit(answer.headers["Location"]).query).items()}
