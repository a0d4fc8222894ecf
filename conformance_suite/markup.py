"""Markup that the space slipped into texts: does it stand on a page as markup, or as text?"""

from __future__ import annotations

from html.parser import HTMLParser
from typing import TYPE_CHECKING

from conformance_suite.verdicts import Failure

if TYPE_CHECKING:
    from conformance_suite.episode import Episode
    from conformance_suite.events import Response

MARKS = ("poinconMarkup", "poincon-markup")  # what the markup would run, and what it would load
_LOADING = frozenset({"src", "srcset", "href", "style", "action", "formaction", "data", "poster", "background"})


class _Reader(HTMLParser):
    """Reads a page as a browser does, and remembers the marks that it would act upon."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.alive = False
        self._script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at what an element would do or load."""
        self._script = tag == "script"
        for name, value in attrs:
            if (name.startswith("on") or name in _LOADING) and any(mark in (value or "") for mark in MARKS):
                self.alive = True

    def handle_endtag(self, tag: str) -> None:
        """Leave a script."""
        self._script = self._script and tag != "script"

    def handle_data(self, data: str) -> None:
        """Look at a script that is ours from its first letter on; in one of the app it may be a text."""
        if self._script and data.strip().startswith(MARKS):
            self.alive = True


def assert_markup_is_text(episode: Episode) -> None:
    """No page of the app has markup of the space in it."""
    for visit in episode.visits:
        if visit.response is not None and is_alive(visit.response):
            raise Failure("markup_alive", exchanges=[visit.id])
    for screen in episode.screens:
        if screen.elements:
            raise Failure("markup_alive", exchanges=filter(None, [screen.visit]))


def is_alive(response: Response) -> bool:
    """Whether a browser would act upon the marks in a page; one that is not HTML has no markup."""
    kind = next((value for name, value in response.headers if name.lower() == "content-type"), "text/html")
    return "html" in kind.lower() and would_act_upon(response.text or "")


def would_act_upon(text: str) -> bool:
    """Whether a browser that takes a text for markup would act upon the marks in it."""
    if not any(mark in text for mark in MARKS):
        return False
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.alive
