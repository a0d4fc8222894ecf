"""What a page of another site can have a person's browser do to the app, and what a hasty or clumsy person does."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from conformance_suite.driver.answers import Answer, NoAnswerError
from conformance_suite.driver.origins import origin_of
from conformance_suite.driver.outgoing import Outgoing

if TYPE_CHECKING:
    from collections.abc import Iterator

    from conformance_suite.driver.http import Browser

ATTACKER = "attacker.example"
# Broken UTF-8, a name that some frameworks make a list of, and a NUL: what parsers trip over.
_MISTYPED = "?code[]=%ff%fe&code=%00&state[$ne]=1&state=%27%22%3C&iss=%E2%28%A1"
_FORM_TYPES = {"application/x-www-form-urlencoded", "multipart/form-data", "text/plain"}


def attacker_origin(app_url: str) -> str:
    """The origin of the other site: as secure as the app, so that the browser tells it (Referrer Policy, 8.4)."""
    return f"{app_url.partition(':')[0]}://{ATTACKER}"


def forge_form(browser: Browser, sent: Outgoing | None) -> None:
    """Send from another site's page what was sent before; JSON goes as plain text, as a form can. Raises NoAnswerError.

    Headers of scripts do not go along, nor does any cookie that the browser keeps home.
    """
    if sent is None:
        raise NoAnswerError("no_form", "")
    kind = (sent.content_type or "").partition(";")[0]
    content_type = sent.content_type if kind in _FORM_TYPES else "text/plain"
    with _at_other_site(browser, sent.url):
        browser.open(Outgoing("POST", sent.url, sent.body, content_type))


def read_across(browser: Browser, url: str) -> None:
    """Ask for a page of the app with credentials, after the preflight of a script. Raises NoAnswerError."""
    with _at_other_site(browser, url):
        origin = {"Origin": attacker_origin(url)}
        asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "x-requested-with"}
        for method, headers in (("OPTIONS", origin | asked), ("GET", origin)):
            browser.open(Outgoing(method, url, headers=headers, page=False), follow=lambda _url: False)


def mistype(browser: Browser, redirect_uri: str) -> None:
    """Open the redirect URI with a query that is nobody's. Raises NoAnswerError."""
    browser.journey, browser.step = "mistyped", 0
    browser.open(Outgoing("GET", f"{redirect_uri}{_MISTYPED}"), follow=lambda url: not browser.at_space(url))


def send_again(browser: Browser) -> None:
    """Send what was last sent to the app in a form once more. Raises NoAnswerError."""
    if browser.last_form is None:
        raise NoAnswerError("no_form", "")
    browser.journey, browser.step = "sent_again", 0
    browser.open(browser.last_form)


@contextmanager
def _at_other_site(browser: Browser, url: str) -> Iterator[None]:
    """Have a page of another site open meanwhile."""
    before, browser.attacked = browser.page, True
    browser.journey, browser.step = "cross_site", 0
    browser.page = Answer(f"{attacker_origin(origin_of(url))}/", 200, (), "", 0)
    try:
        yield
    finally:
        browser.page, browser.attacked = before, False
