"""Signing in at the health space with FranceConnect or the carte Vitale app: a real round trip, there and back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from bs4 import BeautifulSoup
from builders.families import family
from builders.my_pages import journalled
from builders.spaces import Bench, claims_of, parameters_of

from sandbox.identity.relying_party import CLIENT_ID, Departures
from sandbox.oidc.browsers import Browsers
from sandbox.oidc.pages import words
from sandbox.people.accounts import Accounts
from sandbox.people.ins import INS_NIR_DEMO_OID, Ins, RealIdentityError
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.spaces import Browser, TestResponse

    from sandbox.oidc.clients import RegisteredClient
    from sandbox.people.account_lifecycle import AccountEvent
    from sandbox.people.persona import Persona

WAYS = ["franceconnect", "apcv"]


def leave(bench: Bench, browser: Browser, client: RegisteredClient, way: str) -> TestResponse:
    """Ask for a pairing, choose a provider on the sign-in page, and come to the provider's own page."""
    page = bench.follow(browser, bench.authorize(browser, bench.request(client)))
    links = BeautifulSoup(page.text, "html.parser").select("ul.ways-in a")
    link = next(one["href"] for one in links if f"/with/{way}?" in one["href"])
    return bench.follow(browser, bench.follow(browser, bench.get(link, browser)))


def follow_all(bench: Bench, browser: Browser, answer: TestResponse) -> TestResponse:
    while answer.status_code == 303 and answer.headers["Location"].startswith(bench.space.issuer):
        answer = bench.follow(browser, answer)
    return answer


def identify(bench: Bench, browser: Browser, page: TestResponse, persona: Persona) -> TestResponse:
    """Sign in at the provider and go on; return the redirect back to the space, not yet followed."""
    answer = bench.submit(browser, page, login=persona.email, password=persona.password, decision="sign-in")
    return bench.submit(browser, bench.follow(browser, answer), decision="allow")


@pytest.mark.parametrize(
    ("way", "acr", "amr"), [("franceconnect", "eidas1", ["pwd"]), ("apcv", "eidas2", ["swk", "pin", "mfa"])]
)
def test_whoever_signed_in_there_is_signed_in_here(bench: Bench, way: str, acr: str, amr: list[str]) -> None:
    client, persona, browser = bench.register(), bench.persona(), bench.browser()

    back = identify(bench, browser, leave(bench, browser, client, way), persona)
    assert back.headers["Location"].startswith(f"{bench.space.issuer}/sign-in/from/{way}?code=")
    consent = follow_all(bench, browser, back)
    assert persona.name in consent.text
    answer = parameters_of(bench.submit(browser, consent, decision="allow", **{"measures.read": "yes"}))
    claims = claims_of(bench.exchange_code(client, answer["code"]).json["id_token"])

    assert claims["name"] == persona.name
    assert claims["acr"] == acr
    assert claims["amr"] == amr
    assert claims["auth_time"] <= claims["iat"]


def test_a_password_is_told_as_one(bench: Bench) -> None:
    claims = bench.pair().claims

    assert (claims["acr"], claims["amr"]) == ("eidas1", ["pwd"])


@pytest.mark.parametrize("way", WAYS)
def test_the_request_that_leaves_is_sound(bench: Bench, way: str) -> None:
    """State and nonce of 256 bits, PKCE, a level, an exact redirect URI; never twice the same."""
    browser, client = bench.browser(), bench.register()
    page = bench.follow(browser, bench.authorize(browser, bench.request(client)))
    link = next(a["href"] for a in BeautifulSoup(page.text, "html.parser").select("a.button") if way in a["href"])
    sent = [parse_qs(urlsplit(bench.get(link, browser).headers["Location"]).query) for _ in range(2)]

    for query in sent:
        assert query["client_id"] == [CLIENT_ID]
        assert query["redirect_uri"] == [f"{bench.space.issuer}/sign-in/from/{way}"]
        assert query["code_challenge_method"] == ["S256"]
        assert len(query["state"][0]) == len(query["nonce"][0]) == 43
    assert not {sent[0][name][0] for name in ("state", "nonce", "code_challenge")} & {
        sent[1][name][0] for name in ("state", "nonce", "code_challenge")
    }


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("event", ["suspend", "close"])
def test_an_account_that_is_not_active_is_refused(bench: Bench, way: str, event: AccountEvent) -> None:
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    bench.space.part(Accounts).happen(persona.id, event)

    shown = follow_all(bench, browser, identify(bench, browser, leave(bench, browser, client, way), persona))

    assert shown.status_code == 422
    assert BeautifulSoup(shown.text, "html.parser").select_one("form#sign-in [name=password]") is not None
    assert BeautifulSoup(shown.text, "html.parser").select_one("[role=alert]") is not None


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("page", ["", "/apps"])
def test_the_way_to_ones_own_pages_leads_through_a_provider_too(bench: Bench, way: str, page: str) -> None:
    persona, browser = bench.persona(), bench.browser()
    asked = bench.follow(browser, bench.get(f"/my{page}", browser))
    links = [one["href"] for one in BeautifulSoup(asked.text, "html.parser").select("ul.ways-in a")]
    link = next(one for one in links if f"/with/{way}?" in one)
    there = bench.follow(browser, bench.follow(browser, bench.get(link, browser)))

    shown = follow_all(bench, browser, identify(bench, browser, there, persona))

    assert shown.status_code == 200
    assert shown.request.path == f"/s/{bench.space.id}/my{page}"
    assert persona.name in shown.text


def to_my_pages(bench: Bench, browser: Browser, way: str) -> TestResponse:
    """Choose a provider on the sign-in page of a holder's own pages, and come to the provider's."""
    leaving = bench.get(f"/sign-in/with/{way}?target=/my/documents", browser)
    return bench.follow(browser, bench.follow(browser, leaving))


@pytest.mark.parametrize("way", WAYS)
def test_a_minor_is_told_who_signs_in_and_is_not_signed_in(way: str) -> None:
    bench = journalled(Bench())
    bench.space.part(People).settle(60)
    child, browser = family(bench).child, bench.browser()

    shown = follow_all(bench, browser, identify(bench, browser, to_my_pages(bench, browser, way), child))

    assert words("fr")["account_minor"] in shown.text
    assert bench.space.part(Browsers).ends(bench.clock.now()) == []
    assert words("fr")["account_minor"] not in bench.get("/my/sign-in", browser).text  # told once


@pytest.mark.parametrize("way", WAYS)
def test_who_goes_back_to_their_own_pages_unidentified_reads_why(bench: Bench, way: str) -> None:
    browser = bench.browser()

    shown = follow_all(bench, browser, bench.submit(browser, to_my_pages(bench, browser, way), decision="refuse"))

    assert shown.status_code == 422
    assert words("fr")["provider_refused"] in shown.text


@pytest.mark.parametrize(("event", "offered"), [("suspend", False), ("close", True), ("announce", True)])
def test_who_can_open_their_space_is_shown_where(bench: Bench, event: AccountEvent, offered: bool) -> None:  # noqa: FBT001 - a parameter
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    bench.space.part(Accounts).happen(persona.id, event)
    page = bench.follow(browser, bench.authorize(browser, bench.request(client)))
    shown = bench.submit(browser, page, email=persona.email, password=persona.password, decision="sign-in")

    link = BeautifulSoup(shown.text, "html.parser").find("a", href=f"{bench.space.issuer}/my/account")
    assert (link is not None) == offered


def test_who_refuses_there_may_sign_in_otherwise(bench: Bench) -> None:
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    page = leave(bench, browser, client, "franceconnect")

    shown = follow_all(bench, browser, bench.submit(browser, page, decision="refuse"))
    assert shown.status_code == 422
    fields = {"email": persona.email, "password": persona.password, "decision": "sign-in"}
    hidden = {one["name"]: one["value"] for one in BeautifulSoup(shown.text, "html.parser").select("[type=hidden]")}
    answer = bench.post("/sign-in", browser, data={**hidden, **fields})

    assert "/consent?" in answer.headers["Location"]


def test_an_answer_is_good_once_and_in_its_browser_only(bench: Bench) -> None:
    """OpenID Connect Core, 3.1.2.7; RFC 6749, 10.12."""
    client, persona, browser, other = bench.register(), bench.persona(), bench.browser(), bench.browser()
    back = identify(bench, browser, leave(bench, browser, client, "franceconnect"), persona)
    leave(bench, other, client, "franceconnect")

    assert bench.get(back.headers["Location"], other).status_code == 400
    assert bench.get(back.headers["Location"]).status_code == 400
    assert bench.follow(browser, back).status_code == 303
    assert bench.follow(browser, back).status_code == 400


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "forged"},
        {"state": ""},
        {"iss": "https://elsewhere.example"},
        {"iss": ""},
        {"code": "forged"},
        {"code": ""},
    ],
)
def test_a_changed_answer_signs_nobody_in(bench: Bench, changes: dict[str, str]) -> None:
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    back = identify(bench, browser, leave(bench, browser, client, "franceconnect"), persona)
    query = {name: values[0] for name, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}

    answer = bench.get("/sign-in/from/franceconnect", browser, query_string={**query, **changes})

    assert answer.status_code in {400, 422}
    again = bench.authorize(browser, bench.request(client, prompt="none"))
    assert parameters_of(again)["error"] == "login_required"


def test_a_code_of_another_app_signs_nobody_in(bench: Bench) -> None:
    """Code injection: PKCE and nonce bind a code to the browser that left (RFC 9700, 2.1.1)."""
    client, victim, attacker = bench.register(), bench.persona(), bench.persona()
    browsers = bench.browser(), bench.browser()
    backs = [
        identify(bench, browser, leave(bench, browser, client, "franceconnect"), persona)
        for browser, persona in zip(browsers, (victim, attacker), strict=True)
    ]
    queries = [
        {name: values[0] for name, values in parse_qs(urlsplit(back.headers["Location"]).query).items()}
        for back in backs
    ]

    injected = {**queries[1], "code": queries[0]["code"]}
    answer = bench.get(f"/sign-in/from/franceconnect?{urlencode(injected)}", browsers[1])

    assert answer.status_code == 422


def test_an_answer_of_one_provider_is_not_taken_at_the_other(bench: Bench) -> None:
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    back = identify(bench, browser, leave(bench, browser, client, "franceconnect"), persona)

    assert bench.get(back.headers["Location"].replace("/from/franceconnect", "/from/apcv"), browser).status_code == 400


@pytest.mark.parametrize("changes", [{"nonce": "another"}, {"acr": "eidas3"}, {"verifier": "v" * 64}])
def test_an_id_token_that_was_not_asked_for_signs_nobody_in(bench: Bench, changes: dict[str, str]) -> None:
    """OpenID Connect Core, 3.1.3.7 (11 and 12); RFC 7636, 4.6: what comes back must fit what left."""
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    back = identify(bench, browser, leave(bench, browser, client, "franceconnect"), persona)
    departures = bench.space.part(Departures)._departures
    for state, departure in departures.items():
        departures[state] = replace(departure, **changes)

    assert bench.follow(browser, back).status_code == 422


def test_an_ins_that_is_no_test_one_is_told_to_nobody_and_opens_no_space(bench: Bench) -> None:
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    with pytest.raises(RealIdentityError):
        Ins(persona.ins.matricule, "1.2.250.1.213.1.4.8")  # of a real person there cannot even be one
    other = replace(persona, ins=Ins(persona.ins.matricule, INS_NIR_DEMO_OID))
    bench.space.part(People)._known[persona.id] = other

    shown = follow_all(bench, browser, identify(bench, browser, leave(bench, browser, client, "apcv"), other))

    assert shown.status_code == 422
    assert words("fr")["provider_unknown"] in shown.text


def test_who_takes_too_long_starts_again(bench: Bench) -> None:
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    back = identify(bench, browser, leave(bench, browser, client, "franceconnect"), persona)
    bench.clock.advance(31)  # the code is of thirty seconds

    assert bench.follow(browser, back).status_code == 422


@pytest.mark.parametrize("way", WAYS)
def test_a_page_of_the_space_gets_its_visitor_back_signed_in(bench: Bench, way: str) -> None:
    persona, browser = bench.persona(), bench.browser()
    away = bench.get(f"/sign-in/with/{way}", browser, query_string={"target": "/my/apps?lang=en"})

    page = bench.follow(browser, bench.follow(browser, away))
    answer = bench.follow(browser, identify(bench, browser, page, persona))

    assert answer.headers["Location"] == f"{bench.space.issuer}/my/apps?lang=en"
    cookie = browser.get_cookie("poincon_browser", domain="localhost", path="/s/s1")
    assert cookie is not None
    browsers = bench.space.part(Browsers)
    assert browsers.signed_in(browsers.find(cookie.value)) == persona.id


@pytest.mark.parametrize(
    "target",
    [
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "/\\elsewhere.example",
        "\\\\elsewhere.example",
        "/../s2/my",
        "/my/../../s2",
        "/%2e%2e/s2",
        "javascript:alert(1)",
        "/my\r\nSet-Cookie: a=b",
        "@elsewhere.example/",
        ".elsewhere.example/",
        "my",
        "",
        "/my#x",
        "/" + "a" * 600,
    ],
)
def test_a_return_target_is_a_path_of_the_space(bench: Bench, target: str) -> None:
    answer = bench.get("/sign-in/with/franceconnect", query_string={"target": target})

    assert answer.status_code == 400
    assert "Location" not in answer.headers


def test_the_cookie_changes_when_a_visitor_comes_back(bench: Bench) -> None:
    persona, browser = bench.persona(), bench.browser()
    away = bench.get("/sign-in/with/franceconnect", browser, query_string={"target": "/my"})
    before = browser.get_cookie("poincon_browser", domain="localhost", path="/s/s1")
    page = bench.follow(browser, bench.follow(browser, away))

    bench.follow(browser, identify(bench, browser, page, persona))

    after = browser.get_cookie("poincon_browser", domain="localhost", path="/s/s1")
    assert before is not None
    assert after is not None
    assert before.value != after.value


def test_the_password_form_comes_first_and_is_unchanged(bench: Bench) -> None:
    """Drivers fill the first form of the page."""
    browser = bench.browser()
    page = bench.follow(browser, bench.authorize(browser, bench.request(bench.register())))

    soup = BeautifulSoup(page.text, "html.parser")
    assert [form["id"] for form in soup.select("form")] == ["sign-in"]
    names = [field["name"] for field in soup.select("form input")]
    assert names == ["interaction", "csrf", "lang", "email", "password"]


def test_what_passes_between_is_left_out_of_the_journal(bench: Bench) -> None:
    client, persona, browser = bench.register(), bench.persona(), bench.browser()
    back = identify(bench, browser, leave(bench, browser, client, "franceconnect"), persona)
    code = parse_qs(urlsplit(back.headers["Location"]).query)["code"][0]
    bench.follow(browser, back)

    kinds = {kind for kind, _value in bench.notebook.secrets}
    assert ("code", code) in bench.notebook.secrets
    assert {"access_token", "jwt", "client_secret", "verifier", "password", "cookie"} <= kinds
    assert bench.exchange.facts["provider"] == "franceconnect"
    assert bench.exchange.facts["acr"] == "eidas1"


def test_a_hundred_sign_ins_at_once_stay_apart(bench: Bench) -> None:
    client = bench.register()
    people = [bench.persona() for _ in range(100)]

    def name_told(persona: Persona) -> str:
        browser = bench.browser()
        way = WAYS[people.index(persona) % 2]
        consent = follow_all(bench, browser, identify(bench, browser, leave(bench, browser, client, way), persona))
        code = parameters_of(bench.submit(browser, consent, decision="allow"))["code"]
        return claims_of(bench.exchange_code(client, code).json["id_token"])["name"]

    with ThreadPoolExecutor(16) as pool:
        told = list(pool.map(name_told, people))

    assert told == [persona.name for persona in people]
