"""Looking at a page of the space in Chromium as its users will: axe-core finds nothing, nothing is too wide or cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.sync_playwright import Axe

if TYPE_CHECKING:
    from playwright.sync_api import Page

# A legend of several lines stands on the border of its box and cuts it; a caption may be squeezed to one column.
_CUT = """() => [
  ...[...document.querySelectorAll('fieldset > legend')].filter(legend => {
    const [it, box] = [legend.getBoundingClientRect(), legend.parentElement.getBoundingClientRect()];
    const border = parseFloat(getComputedStyle(legend.parentElement).borderTopWidth);
    return border > 0 && it.height > 0 && it.top < box.top + border;
  }),
  ...[...document.querySelectorAll('table > caption')].filter(caption =>
    caption.getBoundingClientRect().width < caption.parentElement.getBoundingClientRect().width * 0.9),
].map(one => one.textContent)"""


def look(page: Page) -> None:
    """Hold a page to be accessible, no wider than its window, and drawn whole."""
    assert page.evaluate(_CUT) == [], page.url
    assert Axe().run(page).response["violations"] == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0, page.url
