"""Forgery, other people's ids, replayed forms, fixed sessions, open redirects; and many people at once."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from bs4 import BeautifulSoup
from builders.my_pages import FORMS, PAGES, Visitor, journalled, visitor
from builders.spaces import Bench
from markupsafe import escape

from sandbox.desk import SpaceDesk
from sandbox.fhir.documents.visibility import is_masked
from sandbox.fhir.store import FhirStore
from sandbox.oidc.browsers import Browsers
from sandbox.oidc.pairings import Pairings
from sandbox.people.accounts import Accounts
from sandbox.people.delegations import Delegations
from sandbox.people.people import People

if TYPE_CHECKING:
    from builders.families import Family

    from sandbox.people.persona import Persona

_SIGNED_IN = re.compile(r"signed in as <strong>([^<]+)</strong>")


@pytest.mark.parametrize("path", [one for one in PAGES if one != "/sign-in"])
def test_without_a_sign_in_every_page_leads_to_it_and_back(settled: Bench, kin: Family, path: str) -> None:
    browser = settled.browser()

    answer = settled.get(f"/my{path}", browser)
    assert answer.status_code == 303
    page = settled.follow(browser, answer)
    answer = settled.submit(browser, page, email=kin.stranger.email, password=kin.stranger.password)

    assert answer.headers["Location"] == f"{settled.space.issuer}/my{path}"


@pytest.mark.parametrize(
    "target",
    ["https://evil.example", "//evil.example", "/../x", "/a/../../b", "\\evil", "/documents?x=1", "/a\r\nB: c"],
)
def test_the_way_back_never_leads_out(settled: Bench, kin: Family, target: str) -> None:
    browser = settled.browser()
    page = settled.get("/my/sign-in", browser)

    answer = settled.submit(browser, page, email=kin.stranger.email, password=kin.stranger.password, next=target)

    assert answer.headers["Location"] == f"{settled.space.issuer}/my"


def test_who_chooses_a_language_still_comes_to_the_page_asked_for(settled: Bench) -> None:
    page = settled.get("/my/sign-in?next=/documents&lang=fr")

    link = BeautifulSoup(page.text, "html.parser").select_one("header a[hreflang=en]")
    assert link is not None
    assert 'name="next" value="/documents"' in settled.get(f"/my/sign-in{link['href']}").text


@pytest.mark.parametrize(
    ("method", "path", "words"),
    [
        ("GET", "/my/nothing", "There is no page here"),
        ("GET", "/my/sign-out", "There is no page here"),
        ("GET", "/nothing", "There is no page here"),
        ("POST", "/my/sign-in", "This is too large"),
    ],
)
def test_a_browser_that_goes_astray_is_shown_a_page_and_a_program_json(
    settled: Bench, method: str, path: str, words: str
) -> None:
    body = "email=" + "a" * 200_000 if method == "POST" else None
    options = {"data": body, "content_type": "application/x-www-form-urlencoded"} if body else {}
    page = settled.call(method, path, headers={"Accept": "text/html,*/*;q=0.8", "Accept-Language": "en"}, **options)

    assert page.status_code in {404, 405, 413}
    assert words in page.text
    assert "/s/s1/assets/space.css" in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert settled.call(method, path, **options).json["error"] == "invalid_request"


@pytest.mark.parametrize("form", ["/sign-out", "/acting-for", "/sign-in"])
def test_the_way_back_leads_to_a_page_and_not_to_where_forms_go(settled: Bench, kin: Family, form: str) -> None:
    browser = settled.browser()
    page = settled.get("/my/sign-in", browser)

    answer = settled.submit(browser, page, email=kin.stranger.email, password=kin.stranger.password, next=form)

    assert answer.headers["Location"] == f"{settled.space.issuer}/my"


@pytest.mark.parametrize("path", FORMS)
@pytest.mark.parametrize("csrf", ["", "0" * 64, "é", "other"])
def test_a_form_that_is_not_ours_changes_nothing(settled: Bench, kin: Family, path: str, csrf: str) -> None:
    one, other = visitor(settled, kin.stranger), visitor(settled, kin.father)
    forged = {"csrf": other.csrf if csrf == "other" else csrf, "event": "close", "sure": "yes", "do": "oppose"}

    answer = settled.post(f"/my{path}", one.browser, data=forged)

    assert answer.status_code == 400
    assert settled.space.part(Accounts).status(kin.stranger.id) == "active"
    assert one.get("").status_code == 200


def test_a_form_left_open_changes_nobody_elses_space(settled: Bench, kin: Family) -> None:
    mother = visitor(settled, kin.mother)
    old = mother.csrf
    mother.do("/acting-for", holder=kin.child.id)

    answer = settled.post("/my/account", mother.browser, data={"csrf": old, "event": "close", "sure": "yes"})

    assert answer.status_code == 400
    assert settled.space.part(Accounts).status(kin.child.id) == "active"
    assert settled.space.part(Accounts).status(kin.mother.id) == "active"


def test_a_form_sent_again_after_signing_out_is_refused(settled: Bench, kin: Family) -> None:
    one = visitor(settled, kin.stranger)
    form = {"csrf": one.csrf, "event": "close", "sure": "yes"}
    assert settled.post("/my/sign-out", one.browser, data={"csrf": form["csrf"]}).status_code == 303

    assert settled.post("/my/account", one.browser, data=form).headers["Location"].endswith("/my/sign-in")
    visitor(settled, kin.stranger, one.browser)
    assert settled.post("/my/account", one.browser, data=form).status_code == 400
    assert settled.space.part(Accounts).status(kin.stranger.id) == "active"


def test_the_cookie_changes_at_sign_in_so_it_cannot_be_fixed(settled: Bench, kin: Family) -> None:
    browser = settled.browser()
    page = settled.get("/my/sign-in", browser)
    before = browser.get_cookie("poincon_browser", path="/s/s1")
    assert before is not None

    settled.submit(browser, page, email=kin.stranger.email, password=kin.stranger.password)

    after = browser.get_cookie("poincon_browser", path="/s/s1")
    assert after is not None
    assert after.value != before.value
    assert settled.space.part(Browsers).find(before.value) is None
    assert after.http_only
    assert after.secure


def test_signing_in_needs_a_form_of_ours(settled: Bench, kin: Family) -> None:
    answer = settled.post(
        "/my/sign-in",
        settled.browser(),
        data={"email": kin.stranger.email, "password": kin.stranger.password, "csrf": ""},
    )

    assert answer.status_code == 422
    assert settled.space.part(Browsers).signed_in(None) is None


@pytest.mark.parametrize("password", ["", "wrong"])
def test_a_wrong_password_tells_nothing_more(settled: Bench, kin: Family, password: str) -> None:
    told = []
    for email in (kin.stranger.email, "nobody@patients.example"):
        browser = settled.browser()
        answer = settled.submit(browser, settled.get("/my/sign-in", browser), email=email, password=password)
        assert answer.status_code == 422
        told.append(answer.text.replace(email, ""))
    assert told[0].partition("csrf")[0] == told[1].partition("csrf")[0]


def test_a_minor_does_not_sign_in(settled: Bench, kin: Family) -> None:
    browser = settled.browser()
    page = settled.get("/my/sign-in", browser)

    assert settled.submit(browser, page, email=kin.child.email, password=kin.child.password).status_code == 422


def test_other_peoples_ids_reach_nothing(settled: Bench, kin: Family) -> None:
    victim, thief = visitor(settled, kin.mother), visitor(settled, kin.stranger)
    document = victim.get("/documents").text.split('name="document" value="')[1].partition('"')[0]
    paired = settled.pair()
    SpaceDesk().act(settled.space, None, "name_delegate", {"persona": kin.mother.id, "delegate": kin.father.id})
    [delegation] = settled.space.part(Delegations).of_holder(kin.mother.id)

    assert "Nothing was changed." in thief.do("/documents", document=document, do="hide")
    assert "Nothing was changed." in thief.do("/apps", client=paired.client.client_id, do="unpair")
    assert "Nothing was changed." in thief.do("/relatives", delegation=delegation.id, do="accept")
    assert thief.post("/relatives", delegation=delegation.id, do="end").status_code == 403
    for holder in (kin.mother.id, kin.child.id, "nobody", ""):
        assert thief.post("/acting-for", holder=holder).status_code == 403

    kept = settled.space.part(FhirStore).find("DocumentReference", document, kin.mother.id)
    assert kept is not None
    assert not is_masked(kept.read())
    assert settled.space.part(Pairings).find(paired.persona.id, paired.client.client_id)
    assert settled.space.part(Delegations).find(delegation.id)


def test_two_holders_and_a_guardian_at_once_see_their_own(settled: Bench, kin: Family) -> None:
    mother, father, other = (visitor(settled, one) for one in (kin.mother, kin.father, kin.stranger))
    mother.do("/acting-for", holder=kin.child.id)

    def read(one: Visitor) -> str:
        return "".join(one.get(path).text for path in PAGES if path != "/export")

    for _round in range(3):
        with ThreadPoolExecutor(3) as pool:
            seen = list(pool.map(read, (mother, father, other)))
        assert kin.child.name in seen[0]
        assert kin.stranger.name not in seen[0] + seen[1]
        assert kin.mother.name not in seen[1] + seen[2]
        assert kin.child.name not in seen[2]


def test_a_hundred_people_at_once_stay_apart() -> None:
    settled = journalled(Bench())
    settled.space.part(People).settle(200)
    people = [one for one in settled.space.part(People).everyone()[:160] if not one.relations.guardians][:100]
    assert len(people) == 100

    def visit(persona: Persona) -> tuple[str, str]:
        one = visitor(settled, persona)
        one.do("/professionals", do="oppose")
        return persona.id, one.get("/relatives").text + one.get("/documents").text

    with ThreadPoolExecutor(12) as pool:
        seen = dict(pool.map(visit, people))

    for persona in people:
        assert set(_SIGNED_IN.findall(seen[persona.id])) == {str(escape(persona.name))}
