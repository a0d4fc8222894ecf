"""The professionals' pages in headless Chromium: by keyboard, on a phone, without an accessibility fault."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from builders.looking import look

from sandbox.client import Sandbox
from sandbox.holder.access_log import accesses

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from sandbox.client import Persona, Professional

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
        with chromium.new_context(ignore_https_errors=True, **surroundings) as context:
            page = context.new_page()
            look = Looking(page, str(surroundings["locale"]))
            page.goto(f"{space.issuer}/pro")
            look("1-sign-in")
            _sign_in(page, doctor)
            look("2-find")
            _mistype(page)
            look("3-problem")
            _find(page, persona)
            look("4-door")
            _open_in_emergency(page)
            look("5-record")
            _deposit(page)
            look("6-document")
            _announce(page)
            page.goto(page.url + "x")
            look("7-nobody")
            assert page.locator("#documents").count() == 0
        found = accesses(space.events(), persona.id)

    assert {one.who for one in found} == {doctor.id}
    assert {(one.what, one.way, one.right) for one in found} == {
        ("record", "read", "emergency"),
        ("documents", "read", "emergency"),
        ("documents", "write", "emergency"),
    }


def _sign_in(page: Page, doctor: Professional) -> None:
    _to(page, "#sign-in button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#login")
    page.fill("#login", doctor.national_id)
    page.fill("#password", doctor.password)
    page.press("#password", "Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#by-traits")


def _mistype(page: Page) -> None:
    _to(page, "#family_name")
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.wait_for_selector("[role=alert]")
    assert page.get_attribute("#family_name", "aria-invalid") == "true"
    assert page.evaluate("document.activeElement.id") == "family_name"
    assert page.evaluate("parseFloat(getComputedStyle(document.activeElement).borderTopWidth)") > 1
    named = page.text_content("label[for=family_name]")
    assert named
    assert named.strip() in (page.text_content("[role=alert]") or "")


def _find(page: Page, persona: Persona) -> None:
    _to(page, "#family_name")
    page.keyboard.press("Control+A")
    page.keyboard.type(str(persona.details["family_name"]))
    page.keyboard.press("Tab")
    page.keyboard.type(str(persona.details["given_name"]))
    page.select_option("#gender", str(persona.details["gender"]))
    page.fill("#birthdate", str(persona.details["birthdate"]))
    page.press("#birthplace", "Enter")
    page.wait_for_selector("#agreement")


def _open_in_emergency(page: Page) -> None:
    _to(page, "#reason")
    page.keyboard.type("Inconscient, allergie à vérifier")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_selector("#documents")
    _to(page, "#identity button.main")
    page.keyboard.press("Enter")
    page.wait_for_selector("#deposit")


def _deposit(page: Page) -> None:
    _to(page, "#title")
    page.keyboard.type("Bilan d’urgence")
    page.keyboard.press("Tab")
    page.keyboard.type("Pas d’allergie connue.")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    assert page.is_checked("#shown-to-professionals")
    _to(page, "#deposit button.main")
    page.keyboard.press("Enter")
    page.click("text=Bilan d’urgence")
    page.wait_for_selector("#announcement")


def _announce(page: Page) -> None:
    _to(page, "#announcement button")
    page.keyboard.press("Enter")
    page.wait_for_selector("#documents")
    assert page.locator("#documents li").filter(has_text="Bilan d’urgence").count() == 1


@dataclass(frozen=True)
class Looking:
    """Looks at a page: no accessibility fault, nothing wider than the screen; a picture for whoever wants one."""

    page: Page
    name: str

    def __call__(self, step: str) -> None:
        look(self.page)
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{self.name}-{step}.png", full_page=True)


def _to(page: Page, selector: str) -> None:
    """Walk to an element with the Tab key, as many steps as the page has stops."""
    page.evaluate("document.activeElement && document.activeElement.blur()")
    for _step in range(80):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement === document.querySelector(wanted)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached by keyboard")
