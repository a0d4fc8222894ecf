"""The holder's pages in headless Chromium: by keyboard alone, on a phone and a desk, without an accessibility fault."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from builders.looking import look
from builders.my_pages import PAGES
from builders.pairing import METADATA, Pairing

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, BrowserContext, Page

    from sandbox.client import Persona, Space

pytestmark = [pytest.mark.browser, pytest.mark.integration]
DESK = {"viewport": {"width": 1200, "height": 900}, "locale": "fr-FR"}
PHONE = {"viewport": {"width": 360, "height": 640}, "locale": "en-GB", "color_scheme": "dark"}
PHONE_BY_DAY = {"viewport": {"width": 360, "height": 640}, "locale": "fr-FR"}
GUARDIAN, NURSE, PHYSICIAN = "r-000020", "pro-44-nurse-0000", "pro-80-general_practitioner-0000"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox.start(seed=7) as running:
        yield running


@pytest.fixture(scope="module")
def space(sandbox: Sandbox) -> Space:
    made = sandbox.create_space(residents=60)
    client = made.register_client(METADATA)
    alone = made.create_persona()
    pairing = Pairing(made, client, alone, sandbox.ca_bundle)
    assert pairing.tokens(pairing.callback()["code"]).status_code == 200
    for person in (alone.id, GUARDIAN):
        made.act(None, "open_in_emergency", persona=person, professional=NURSE, reason="Malaise, seul à domicile")
        made.act(None, "professional_writes", persona=person, subject="Vos résultats", text="Bonjour.\nTout va bien.")
        made.act(None, "block_professional", persona=person, professional=NURSE)
        made.act(None, "allow_professional", persona=person, professional=PHYSICIAN)
    made.act(None, "name_delegate", persona=alone.id, delegate=GUARDIAN, scope="act")
    return made


def people(space: Space) -> dict[str, Persona]:
    return {one.id: one for one in space.personas(count=61)}


def signed_in(context: BrowserContext, space: Space, persona: Persona) -> Page:
    page = context.new_page()
    page.goto(f"{space.issuer}/my")
    look(page)
    page.keyboard.type(persona.email)
    page.keyboard.press("Tab")
    page.keyboard.type(persona.password)
    page.keyboard.press("Enter")
    page.wait_for_selector("nav.sections")
    return page


@pytest.mark.parametrize("surroundings", [DESK, PHONE, PHONE_BY_DAY])
def test_every_page_is_accessible_and_fits(chromium: Browser, space: Space, surroundings: dict[str, object]) -> None:
    with chromium.new_context(ignore_https_errors=True, **surroundings) as context:
        page = signed_in(context, space, people(space)[GUARDIAN])
        for path in [one for one in PAGES if one != "/export"]:
            page.goto(f"{space.issuer}/my{path}")
            look(page)
        page.goto(f"{space.issuer}/my/professionals?name=ma")
        look(page)
        page.goto(f"{space.issuer}/my/account")
        page.click("main .deed button")
        look(page)
        page.goto(f"{space.issuer}/my")
        page.click("main .deed button")
        page.wait_for_selector(".for-whom")
        for path in ("", "/relatives", "/apps"):
            page.goto(f"{space.issuer}/my{path}")
            look(page)


def test_a_person_hides_a_document_by_keyboard_alone(chromium: Browser, space: Space) -> None:
    with chromium.new_context(ignore_https_errors=True, **PHONE) as context:
        page = signed_in(context, space, people(space)[GUARDIAN])
        _tab_to(page, "Record")
        page.keyboard.press("Enter")
        page.wait_for_selector("h1:text('Documents')")
        _tab_to(page, "Hide from professionals")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=status]:text('hidden from professionals')")
        _tab_to(page, "Show to professionals")
        page.keyboard.press("Enter")
        page.wait_for_selector("[role=status]:text('shown to professionals')")


def test_two_holders_and_a_guardian_at_once_each_see_their_own(chromium: Browser, space: Space) -> None:
    known = people(space)
    alone = next(one for one in known.values() if not one.id.startswith("r-"))
    ids = [alone.id, GUARDIAN, GUARDIAN]
    contexts = [chromium.new_context(ignore_https_errors=True, **DESK) for _ in ids]
    try:
        pages = [signed_in(one, space, known[who]) for one, who in zip(contexts, ids, strict=True)]
        pages[2].click("main .deed button")
        child = pages[2].text_content(".for-whom strong")
        for path in ("/documents", "/messages", "/accesses", "/account"):
            for page in pages:
                page.goto(f"{space.issuer}/my{path}")
            assert [page.text_content(".sign-out strong") for page in pages] == [known[who].name for who in ids]
            assert [page.locator(".for-whom").count() for page in pages] == [0, 0, 1]
            assert pages[2].text_content(".for-whom strong") == child
            assert child not in pages[0].content() + pages[1].content()
    finally:
        for one in contexts:
            one.close()


def test_nothing_is_left_behind_by_who_signs_out(chromium: Browser, space: Space) -> None:
    with chromium.new_context(ignore_https_errors=True, **DESK) as context:
        page = signed_in(context, space, people(space)[GUARDIAN])
        page.goto(f"{space.issuer}/my/documents")
        page.click(".sign-out button")
        page.wait_for_selector("#my-sign-in")
        page.go_back()
        page.reload()
        page.wait_for_selector("#my-sign-in")


def _tab_to(page: Page, words: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent").strip().startswith(words):
            return
    raise AssertionError(f"no {words!r} is reached by keyboard")
