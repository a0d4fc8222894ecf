from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from bs4 import BeautifulSoup
from builders.pairing import session
from builders.spaces import Bench

from sandbox.holder.tickets import LIFE, Tickets
from sandbox.people.age import age_on
from sandbox.people.people import People
from sandbox.people.search import SITUATIONS, STRIDE, Seeker, Wanted

if TYPE_CHECKING:
    from builders.console import Opened

    from sandbox.client import Persona, Sandbox


@pytest.fixture(scope="module")
def seeker() -> Seeker:
    space = Bench().space
    space.part(People).settle(400)
    return Seeker(space)


def _all(seeker: Seeker, wanted: Wanted) -> list[Any]:
    found, start = [], 0
    while start is not None:
        step = seeker.seek(wanted, start=start, count=7)
        found += step.found
        start = step.next  # type: ignore[assignment]
    return found


@pytest.mark.parametrize("situation", [name for name in SITUATIONS if name])
def test_each_situation_finds_those_who_are_in_it_and_no_other(seeker: Seeker, situation: str) -> None:
    found = {one.persona.id for one in _all(seeker, Wanted(situation=situation))}
    everyone = _all(seeker, Wanted())

    assert 0 < len(found) < len(everyone) == 400
    for one in everyone:
        if situation == "long_illness":
            record = seeker.people.record(one.persona)
            assert (one.persona.id in found) == any(condition.long_term for condition in record.conditions)
        if situation in {"minor", "senior"}:
            assert (one.persona.id in found) == (one.age < 18 if situation == "minor" else one.age >= 75)


def test_ages_and_departments_bound_a_search(seeker: Seeker) -> None:
    found = _all(seeker, Wanted(ages=(30, 31), department="44"))

    assert found
    today = datetime.now(UTC).date()
    for one in found:
        assert 30 <= age_on(datetime.fromisoformat(one.persona.birthdate).date(), today) <= 31
        assert one.persona.address.department == "44"


def test_a_name_is_found_without_its_accents_and_in_any_order(seeker: Seeker) -> None:
    someone = next(one.persona for one in _all(seeker, Wanted()) if not one.persona.name.isascii())

    assert someone in [one.persona for one in _all(seeker, Wanted(name=" ".join(reversed(someone.name.split()))))]
    plain = someone.email.partition("@")[0]
    assert someone in [one.persona for one in _all(seeker, Wanted(name=plain))]


def test_a_search_looks_at_a_bounded_number_of_people() -> None:
    space = Bench().space
    space.part(People).settle(100_000)

    step = Seeker(space).seek(Wanted(name="nobody-has-this-name"))

    assert step.found == ()
    assert step.next == STRIDE


@pytest.mark.integration
def test_one_click_signs_a_browser_in_at_the_space(opened: Opened, persona: Persona, sandbox: Sandbox) -> None:
    page = BeautifulSoup(opened.page(f"/people/{persona.id}"), "html.parser")
    assert persona.email in page.text
    assert persona.password in page.text

    answer = opened.post(f"/people/{persona.id}/enter")
    url = answer.headers["Location"]
    browser = session(sandbox.ca_bundle)
    entered = browser.get(url, allow_redirects=False, timeout=60)

    assert answer.status_code == 303
    assert url.startswith(f"{opened.space.issuer}/enter?ticket=")
    assert (entered.status_code, entered.headers["Location"]) == (303, f"{opened.space.issuer}/my")
    assert persona.name in browser.get(entered.headers["Location"], timeout=60).text
    assert f"Path=/s/{opened.space.id}" in entered.headers["Set-Cookie"]
    again = session(sandbox.ca_bundle).get(url, allow_redirects=False, timeout=60)
    assert again.status_code == 400
    assert "Set-Cookie" not in again.headers


@pytest.mark.integration
def test_a_ticket_is_not_in_the_journal(opened: Opened, persona: Persona, sandbox: Sandbox) -> None:
    url = opened.post(f"/people/{persona.id}/enter").headers["Location"]
    session(sandbox.ca_bundle).get(url, timeout=60)

    assert url.partition("ticket=")[2] not in str(opened.space.events())


@pytest.mark.integration
def test_somebody_whose_space_is_closed_comes_in_to_open_it_again(
    opened: Opened, persona: Persona, sandbox: Sandbox
) -> None:
    opened.space.act(None, "close_account", persona=persona.id)
    browser = session(sandbox.ca_bundle)
    answer = browser.get(opened.post(f"/people/{persona.id}/enter").headers["Location"], timeout=60)

    assert answer.status_code == 200
    assert "/my" in answer.url
    assert persona.name in answer.text


@pytest.mark.integration
def test_a_minor_does_not_come_in_alone(opened: Opened, sandbox: Sandbox) -> None:
    born = f"{datetime.now(UTC).year - 12}"
    minor = next(one for one in opened.space.personas(count=1000) if str(one.details["birthdate"]) > born)
    answer = session(sandbox.ca_bundle).get(opened.post(f"/people/{minor.id}/enter").headers["Location"], timeout=60)

    assert answer.status_code == 422
    assert "/enter" in answer.url


@pytest.mark.integration
def test_the_page_of_a_minor_leads_to_those_who_sign_in_for_them(opened: Opened) -> None:
    born = f"{datetime.now(UTC).year - 12}"
    minor = next(one for one in opened.space.personas(count=1000) if str(one.details["birthdate"]) > born)
    page = BeautifulSoup(opened.page(f"/people/{minor.id}"), "html.parser")
    targets = [str(form["action"]) for form in page.select("form[action$='/enter']")]

    assert targets
    for target in targets:
        assert minor.id not in target
        location = opened.post(target.removeprefix("/console")).headers["Location"]
        assert "/enter?ticket=" in location
    assert "guardians" in page.text or "représentants légaux" in page.text


@pytest.mark.integration
def test_the_first_page_shows_every_door(opened: Opened) -> None:
    page = BeautifulSoup(opened.page("/"), "html.parser")
    issuer = opened.space.issuer
    links = {str(link["href"]) for link in page.select("main a[href^='https:']")}

    assert {f"{issuer}/my", f"{issuer}/pro", f"{issuer}/psc/e-cps"} <= links
    assert f"{issuer}/franceconnect-plus/api/v2/.well-known/openid-configuration" in links
    assert sum(link.endswith("openid-configuration") for link in links) == 5
    for link in links:
        answer = session(opened.ca_bundle).get(link, timeout=60)
        assert answer.status_code == 200, link


@pytest.mark.integration
@pytest.mark.parametrize(
    "query", ["from=x&to=-1", "situation=rich", "start=99999999999", "start=-3", "department=%00", "name=" + "x" * 5000]
)
def test_a_hostile_search_is_answered(opened: Opened, query: str) -> None:
    assert opened.page(f"/people?{query}")


@pytest.mark.integration
def test_nobody_is_nowhere(opened: Opened) -> None:
    opened.page("/people/p-9999", status=404)


def test_a_ticket_lasts_a_minute_whatever_the_clock_of_the_space_says() -> None:
    now = [0.0]
    bench = Bench()
    tickets = Tickets(bench.space, monotonic=lambda: now[0])
    good, late = (tickets.issue("p-1").partition("ticket=")[2] for _ in range(2))
    bench.clock.advance(3600)
    assert tickets.redeem(good) == "p-1"
    assert tickets.redeem(good) is None
    now[0] = LIFE
    assert tickets.redeem(late) is None
