from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from builders.spaces import CALLBACK, EVERYTHING, Bench, parameters_of

from sandbox.oidc.pages import words


def test_a_person_signs_in_consents_and_goes_back_to_the_app(bench: Bench) -> None:
    answer = bench.answer(bench.register(), bench.persona())

    assert set(answer) == {"code", "state", "iss"}
    assert answer["state"] == "state-1"
    assert answer["iss"] == bench.space.issuer
    assert bench.exchange.facts["decision"] == "allow"
    assert bench.exchange.facts["granted"] == EVERYTHING


def test_without_state_none_is_sent_back(bench: Bench) -> None:
    assert set(bench.answer(bench.register(), bench.persona(), state=None)) == {"code", "iss"}


@pytest.mark.parametrize("ticked", [(), ("measures.read",), ("measures.write",), ("measures.read", "measures.write")])
def test_reading_and_writing_are_granted_apart(bench: Bench, ticked: tuple[str, ...]) -> None:
    paired = bench.pair(scopes=ticked)

    assert paired.answer["scope"].split() == ["openid", "identity", *ticked]
    assert paired.everything().status_code == (200 if "measures.read" in ticked else 403)


def test_nothing_beyond_the_request_can_be_ticked(bench: Bench) -> None:
    paired = bench.pair(scope="openid measures.read", scopes=("measures.read", "measures.write"))

    assert paired.answer["scope"] == "openid measures.read"


def test_nothing_is_ticked_beforehand(bench: Bench) -> None:
    page = bench.consent_page(bench.browser(), bench.persona(), bench.request(bench.register()))

    boxes = BeautifulSoup(page.text, "html.parser").select("#consent input[type=checkbox]")
    assert [box["name"] for box in boxes] == ["measures.read", "measures.write"]
    assert not any(box.has_attr("checked") for box in boxes)


@pytest.mark.parametrize("where", ["sign_in", "consent"])
def test_refusal_is_answered_as_access_denied(bench: Bench, where: str) -> None:
    browser, parameters = bench.browser(), bench.request(bench.register())
    if where == "sign_in":
        page = bench.follow(browser, bench.authorize(browser, parameters))
    else:
        page = bench.consent_page(browser, bench.persona(), parameters)

    answer = parameters_of(bench.submit(browser, page, decision="refuse"))

    assert answer["error"] == "access_denied"
    assert answer["state"] == "state-1"
    assert answer["iss"] == bench.space.issuer
    assert "code" not in answer


def test_a_wrong_password_shows_the_form_again_with_an_alert(bench: Bench) -> None:
    browser, persona = bench.browser(), bench.persona()
    page = bench.follow(browser, bench.authorize(browser, bench.request(bench.register())))

    answer = bench.submit(browser, page, email=persona.email, password="not this one", decision="sign-in")

    soup = BeautifulSoup(answer.text, "html.parser")
    assert answer.status_code == 422
    assert soup.select_one("[role=alert]") is not None
    assert soup.select_one("#email")["value"] == persona.email
    assert not soup.select_one("#password").get("value")
    assert ("password", "not this one") in bench.notebook.secrets


def test_markup_in_traits_and_names_stays_text(bench: Bench) -> None:
    client = bench.register(client_name="<script>alert(1)</script>&amp;")
    browser = bench.browser()
    hint = '"><img src=x onerror=alert(1)>'

    page = bench.follow(browser, bench.authorize(browser, bench.request(client, login_hint=hint)))

    soup = BeautifulSoup(page.text, "html.parser")
    assert soup.find("script") is None
    assert soup.find("img") is None
    assert soup.select_one("#email")["value"] == hint
    assert soup.select_one("main strong").text == "<script>alert(1)</script>&amp;"


def test_a_form_forged_by_another_site_does_nothing(bench: Bench) -> None:
    browser, persona = bench.browser(), bench.persona()
    page = bench.consent_page(browser, persona, bench.request(bench.register()))

    for forged in ("", "guess", "é"):
        answer = bench.submit(browser, page, csrf=forged, decision="allow")
        assert answer.status_code == 400
        assert "Location" not in answer.headers


def test_an_interaction_belongs_to_the_browser_where_it_began(bench: Bench) -> None:
    browser = bench.browser()
    page = bench.consent_page(browser, bench.persona(), bench.request(bench.register()))

    stolen = bench.submit(bench.browser(), page, decision="allow")

    assert stolen.status_code == 400
    assert "Location" not in stolen.headers


def test_consent_cannot_be_reached_before_sign_in(bench: Bench) -> None:
    browser = bench.browser()
    sign_in = bench.authorize(browser, bench.request(bench.register())).headers["Location"]

    answer = bench.get(sign_in.replace("/sign-in", "/consent"), browser)

    assert answer.headers["Location"] == sign_in


def test_consent_is_answered_once(bench: Bench) -> None:
    browser = bench.browser()
    page = bench.consent_page(browser, bench.persona(), bench.request(bench.register()))
    assert bench.submit(browser, page, decision="allow").status_code == 303

    assert bench.submit(browser, page, decision="allow").status_code == 400


def test_an_interaction_expires(bench: Bench) -> None:
    browser = bench.browser()
    page = bench.consent_page(browser, bench.persona(), bench.request(bench.register()))
    bench.clock.advance(1801)

    assert bench.submit(browser, page, decision="allow").status_code == 400


def test_the_cookie_changes_at_sign_in(bench: Bench) -> None:
    browser, persona = bench.browser(), bench.persona()
    first = bench.authorize(browser, bench.request(bench.register()))
    page = bench.follow(browser, first)

    second = bench.sign_in(browser, page, persona)

    before, after = (re.search(r"poincon_browser=([^;]+)", answer.headers["Set-Cookie"]) for answer in (first, second))
    assert before is not None
    assert after is not None
    assert before[1] != after[1]
    assert {("cookie", before[1]), ("cookie", after[1])} <= set(bench.notebook.secrets)


def test_who_is_signed_in_goes_straight_to_consent(bench: Bench) -> None:
    paired = bench.pair()

    again = bench.authorize(paired.browser, bench.request(paired.client))

    assert again.headers["Location"].startswith(f"{bench.space.issuer}/consent?")


@pytest.mark.parametrize("changes", [{"prompt": "login"}, {"max_age": "0"}, {"prompt": "select_account"}])
def test_the_app_can_have_the_person_sign_in_again(bench: Bench, changes: dict[str, str]) -> None:
    paired = bench.pair()
    bench.clock.advance(10)

    again = bench.authorize(paired.browser, bench.request(paired.client, **changes))

    assert again.headers["Location"].startswith(f"{bench.space.issuer}/sign-in?")


def test_without_a_page_only_what_was_consented_is_granted(bench: Bench) -> None:
    paired = bench.pair(scopes=("measures.read",))

    same = bench.authorize(
        paired.browser, bench.request(paired.client, prompt="none", scope="openid identity measures.read")
    )
    more = bench.authorize(paired.browser, bench.request(paired.client, prompt="none"))

    assert "code" in parameters_of(same)
    assert parameters_of(more)["error"] == "consent_required"


def test_a_sign_in_ends_after_a_while(bench: Bench) -> None:
    paired = bench.pair()
    bench.clock.advance(3601)

    answer = bench.authorize(paired.browser, bench.request(paired.client, prompt="none"))

    assert parameters_of(answer)["error"] == "login_required"


@pytest.mark.parametrize(
    ("header", "parameters", "expected"),
    [
        ({}, {}, "fr"),
        ({"Accept-Language": "en-GB,en;q=0.9"}, {}, "en"),
        ({"Accept-Language": "de"}, {}, "fr"),
        ({"Accept-Language": "fr"}, {"ui_locales": "en-US fr"}, "en"),
    ],
)
def test_pages_speak_french_or_english(
    bench: Bench, header: dict[str, str], parameters: dict[str, str], expected: str
) -> None:
    browser = bench.browser()
    location = bench.authorize(browser, bench.request(bench.register(), **parameters)).headers["Location"]

    page = bench.get(location, browser, headers=header)

    assert f'<html lang="{expected}">' in page.text
    assert words(expected)["sign_in"] in page.text


def test_both_languages_say_everything() -> None:
    assert set(words("fr")) == set(words("en"))
    assert all(words("fr").values())
    assert all(words("en").values())


def test_pages_run_no_script_and_are_framed_by_nobody(bench: Bench) -> None:
    browser = bench.browser()

    page = bench.follow(browser, bench.authorize(browser, bench.request(bench.register())))

    assert "script" not in page.text
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert page.headers["Cache-Control"] == "no-store"


def test_nobody_answers_for_whom_the_hint_names(bench: Bench) -> None:
    """OpenID Connect Core 3.1.2.1: login_required unless the End-User of `id_token_hint` is the one signed in."""
    mine = bench.pair()
    theirs = bench.pair(mine.client).answer["id_token"]

    def ask(hint: str, prompt: str | None = "none") -> dict[str, str]:
        request = bench.request(mine.client, prompt=prompt, id_token_hint=hint, scope="openid measures.read")
        return parameters_of(bench.authorize(mine.browser, request))

    assert "code" in ask(mine.answer["id_token"])
    assert ask(theirs)["error"] == "login_required"
    assert "/sign-in" in bench.authorize(mine.browser, bench.request(mine.client, id_token_hint=theirs)).location
    for strange in ("x.y.z", bench.pair().answer["id_token"], "a.b.c.d.e"):
        assert ask(strange)["error"] == "invalid_request"
    assert ("jwt", theirs) in bench.notebook.secrets


def test_whoever_signs_in_instead_of_whom_the_hint_names_is_not_answered_for(bench: Bench) -> None:
    """OpenID Connect Core 3.1.2.1 and 3.1.2.2: an error, never a positive answer for somebody else."""
    mine, other = bench.pair(), bench.pair()
    hinted = bench.request(mine.client, id_token_hint=mine.answer["id_token"], prompt="login")

    for browser, persona in ((bench.browser(), bench.persona()), (mine.browser, other.persona)):
        page = bench.follow(browser, bench.authorize(browser, hinted))
        answer = bench.sign_in(browser, page, persona)
        told = parameters_of(answer)
        assert (told["error"], told["state"]) == ("login_required", hinted["state"])
        assert "code" not in told
        assert "poincon_browser=" in answer.headers["Set-Cookie"]  # who did sign in is signed in
        again = bench.sign_in(browser, page, mine.persona)
        assert "Location" not in again.headers or "code=" not in again.headers["Location"]  # the request is over
    right = bench.answer(mine.client, mine.persona, id_token_hint=mine.answer["id_token"], prompt="login")
    assert "code" in right


def test_the_stylesheet_is_served(bench: Bench) -> None:
    assert bench.get("/assets/space.css").mimetype == "text/css"


def test_the_mark_of_an_episode_goes_from_the_request_to_the_token(bench: Bench) -> None:
    bench.open_episode("e-7")
    client = bench.register()

    code = bench.answer(client, bench.persona(), episode="e-7")["code"]
    assert bench.exchange.episode == "e-7"
    bench.exchange_code(client, code)

    assert bench.exchange.episode == "e-7"


def test_a_browser_without_a_mark_plays_in_the_only_open_episode(bench: Bench) -> None:
    bench.open_episode("e-7")
    client = bench.register()

    bench.exchange_code(client, bench.answer(client, bench.persona())["code"])

    assert bench.exchange.episode == "e-7"


def test_what_is_over_is_forgotten(bench: Bench) -> None:
    from sandbox.oidc.browsers import Browsers  # noqa: PLC0415

    request, browsers = bench.request(bench.register()), bench.space.part(Browsers)
    for _ in range(5):
        bench.authorize(bench.browser(), request)
    bench.clock.advance(4000)

    bench.authorize(bench.browser(), request)

    assert (len(browsers._browsers), len(browsers._interactions)) == (1, 1)


def test_an_unknown_interaction_tells_the_person_and_gives_nothing_out(bench: Bench) -> None:
    for path in ("/sign-in", "/consent"):
        answer = bench.get(path, query_string={"interaction": "nothing"})
        assert answer.status_code == 400
        assert CALLBACK not in answer.text
