"""axe-core looks at every page in both languages, both themes and two widths, and finds nothing.

Every run looks at each page in one of four looks, which take turns; `tox -e long` looks at every page in the rest.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from builders.site import PAGES, path_of

from catalogue_portal.web.languages import COOKIE as LANGUAGE_COOKIE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from builders.told_story import Story
    from playwright.sync_api import Browser, BrowserContext

pytestmark = [pytest.mark.browser, pytest.mark.integration]

LOOKS = [("fr", "dark", 390), ("en", "light", 1280), ("fr", "light", 1280), ("en", "dark", 390)]


@pytest.fixture(scope="module")
def looked_at(
    request: pytest.FixtureRequest, chromium: Browser, address: str, story: Story
) -> Iterator[dict[str | None, BrowserContext]]:
    """A browser for each person of the story, in one language, theme and width."""
    language, theme, width = request.param
    browsers: dict[str | None, BrowserContext] = {}
    for who in (None, *story.sessions):
        browser = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        cookies = [{"name": LANGUAGE_COOKIE, "value": language, "url": address}]
        if who is not None:
            cookies.append({"name": "poincon_session", "value": story.sessions[who], "url": address})
        browser.add_cookies(cookies)  # type: ignore[arg-type]
        browsers[who] = browser
    yield browsers
    for browser in browsers.values():
        browser.close()


def _in_every_run(name: str) -> int:
    """The look at a page that no run goes without."""
    return list(PAGES).index(name) % len(LOOKS)


@pytest.mark.parametrize(
    "looked_at",
    [LOOKS[0], pytest.param(LOOKS[1], marks=pytest.mark.long)],
    indirect=True,
    ids=lambda look: f"{look[0]} {look[1]} {look[2]}px",
)
def test_form_of_what_the_run_proved_is_accessible_and_fits_when_it_is_refused(
    story: Story, address: str, looked_at: dict[str | None, BrowserContext]
) -> None:
    page = looked_at["nadia"].new_page()
    page.set_viewport_size({"width": min(page.viewport_size["width"], 360), "height": 900})
    page.goto(address + path_of("evaluation", story), wait_until="domcontentloaded")
    page.locator("#together > summary").click()
    page.locator("#together button").click()
    page.locator("#wrong-summary").wait_for()
    found = Axe().run(page, context="#together")
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    page.close()
    assert found.violations_count == 0, found.generate_report()
    assert width[0] <= width[1], "the page is wider than the window"


@pytest.mark.parametrize(
    ("looked_at", "name"),
    [
        pytest.param(look, name, marks=() if number == _in_every_run(name) else pytest.mark.long)
        for number, look in enumerate(LOOKS)
        for name in PAGES
    ],
    indirect=["looked_at"],
    ids=lambda value: value if isinstance(value, str) else f"{value[0]} {value[1]} {value[2]}px",
)
def test_page_is_accessible_and_fits(
    name: str, story: Story, address: str, looked_at: dict[str | None, BrowserContext]
) -> None:
    page = looked_at[PAGES[name][0]].new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if "Content Security Policy" in said.text else None)
    page.goto(address + path_of(name, story), wait_until="domcontentloaded")
    page.evaluate("document.fonts.ready")
    found = Axe().run(page)
    width = page.evaluate("[document.documentElement.scrollWidth, document.documentElement.clientWidth]")
    page.close()
    assert found.violations_count == 0, found.generate_report()
    assert width[0] <= width[1], "the page is wider than the window"
    assert complaints == []
