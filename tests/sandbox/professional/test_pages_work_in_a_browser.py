"""The professionals' pages in headless Chromium: by keyboard, on a phone, without an accessibility fault."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from sandbox.client import Sandbox

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [pytest.mark.browser, pytest.mark.integration]
SHOTS = os.environ.get("POINCON_SCREENSHOTS")  # a folder: whoever wants to look at the pages names one


@pytest.mark.parametrize(
    "surroundings",
    [
        {"viewport": {"width": 1200, "height": 900}, "locale": "fr-FR"},
        {"viewport": {"width": 360, "height": 740}, "locale": "en-GB", "color_scheme": "dark"},
    ],
)
def test_a_professional_works_by_keyboard_alone(chromium: Browser, surroundings: dict[str, object]) -> None:
    with Sandbox.start(seed=7) as sandbox:
        space = sandbox.create_space(residents=40)
        persona, doctor = space.create_persona(), space.professionals()[1]
        details = persona.details
        with chromium.new_context(ignore_https_errors=True, **surroundings) as context:
            page = context.new_page()
            name = str(surroundings["locale"])
            page.goto(f"{space.issuer}/pro")
            _look(page, f"{name}-1-sign-in")
            page.keyboard.press("Tab")
            _to(page, "#sign-in button")
            page.keyboard.press("Enter")
            page.wait_for_selector("#login")
            page.fill("#login", doctor.national_id)
            page.fill("#password", doctor.password)
            page.press("#password", "Tab")
            page.keyboard.press("Enter")
            page.wait_for_selector("#by-traits")
            _look(page, f"{name}-2-find")
            _to(page, "#family_name")
            page.keyboard.type("7")
            page.keyboard.press("Enter")
            page.wait_for_selector("[role=alert]")
            _look(page, f"{name}-3-problem")
            _to(page, "#family_name")
            page.keyboard.press("Control+A")
            page.keyboard.type(str(details["family_name"]))
            page.keyboard.press("Tab")
            page.keyboard.type(str(details["given_name"]))
            page.select_option("#gender", str(details["gender"]))
            page.fill("#birthdate", str(details["birthdate"]))
            page.press("#birthplace", "Enter")
            page.wait_for_selector("#agreement")
            _look(page, f"{name}-4-door")
            _to(page, "#reason")
            page.keyboard.type("Inconscient, allergie à vérifier")
            page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            page.wait_for_selector("#documents")
            _to(page, "#identity button.main")
            page.keyboard.press("Enter")
            page.wait_for_selector("#deposit")
            _look(page, f"{name}-5-record")
            _to(page, "#title")
            page.keyboard.type("Bilan d’urgence")
            page.keyboard.press("Tab")
            page.keyboard.type("Pas d’allergie connue.")
            page.click("label[for=shown-to-professionals]")
            _to(page, "#deposit button.main")
            page.keyboard.press("Enter")
            page.click("text=Bilan d’urgence")
            page.wait_for_selector("#announcement")
            _look(page, f"{name}-6-document")
            _to(page, "#announcement button")
            page.keyboard.press("Enter")
            page.wait_for_selector("#documents")
            assert page.locator("#documents li").filter(has_text="Bilan d’urgence").count() == 1
            page.goto(page.url + "x")
            _look(page, f"{name}-7-nobody")
            assert page.locator("#documents").count() == 0
        told = [event for event in space.events() if event["kind"] == "exchange"]

    shown = [event for event in told if event["facts"].get("right") == "emergency"]  # type: ignore[union-attr]  # JSON
    assert shown
    assert all(event["facts"]["persona"] == persona.id for event in shown)  # type: ignore[call-overload,index]  # JSON
    assert all(event["facts"]["professional"] == doctor.id for event in shown)  # type: ignore[call-overload,index]  # JSON


def _to(page: Page, selector: str) -> None:
    """Walk to an element with the Tab key, as many steps as the page has stops."""
    page.evaluate("document.activeElement && document.activeElement.blur()")
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement === document.querySelector(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")


def _look(page: Page, name: str) -> None:
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    if SHOTS:
        page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)
