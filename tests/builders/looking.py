"""Looking at a page of the space in Chromium as its users will: axe-core finds nothing, and nothing is too wide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page


def look(page: Page) -> None:
    """Hold a page to be accessible and no wider than its window."""
    assert Axe().run(page).response["violations"] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
