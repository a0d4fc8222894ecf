"""Tickets: one browser is signed in as one person without a password, because the console of the space sends it."""

import secrets
import time
from collections.abc import Callable

from flask import current_app, request
from flask.typing import ResponseReturnValue

from sandbox.journal.exchange import Exchange
from sandbox.oidc import pages
from sandbox.oidc.browsers import Browsers
from sandbox.people.accounts import Accounts
from sandbox.people.people import People
from sandbox.spaces import Space

LIFE = 60.0  # seconds on the clock of the machine: that of the space may jump
PATH = "/enter"
HOLDER_PAGES = "/my"


class Tickets:
    """The tickets of one space that nobody has used yet."""

    def __init__(self, space: Space, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._space = space
        self._monotonic = monotonic
        self._open: dict[str, tuple[str, float]] = {}

    def issue(self, persona_id: str) -> str:
        """Return the URL at which a browser is signed in as that person, once."""
        ticket = secrets.token_urlsafe(24)
        self._space.vault.keep("cookie", ticket)
        now = self._monotonic()
        with self._space.lock:
            self._open = {known: one for known, one in self._open.items() if now < one[1]}
            self._open[ticket] = (persona_id, now + LIFE)
        return f"{self._space.issuer}{PATH}?ticket={ticket}"

    def redeem(self, ticket: str) -> str | None:
        """Return whom a ticket is for; None if there is no such ticket, or no longer."""
        with self._space.lock:
            persona_id, end = self._open.pop(ticket, (None, 0.0))
        return persona_id if self._monotonic() < end else None


def has_console(space: Space) -> bool:
    """Tell whether tickets are given out at all: a space of a conformance run has no console."""
    return space.has_console


def enter(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Sign the browser in as the person of a ticket, and show them their space."""
    persona = space.part(People).find(space.part(Tickets).redeem(request.args.get("ticket", "")))
    if persona is None:
        return pages.lost()
    exchange.note(persona=persona.id)
    status = space.part(Accounts).status(persona.id)
    if status != "active":
        return pages.page("entered.html", status=403, persona=persona, problem=f"account_{status}")
    browsers = space.part(Browsers)
    browser = browsers.welcome(request.cookies.get(pages.COOKIE))
    browsers.sign_in(browser, persona.id)
    answer = pages.page("entered.html", persona=persona, problem=None)
    if _there_are_holder_pages():
        answer.status_code = 303
        answer.headers["Location"] = f"{space.issuer}{HOLDER_PAGES}/"
    pages.set_cookie(space, answer, browser.cookie)
    return answer


def _there_are_holder_pages() -> bool:
    """Tell whether people have pages of their own in this space."""
    rules = (rule.rule.rstrip("/") for rule in current_app.url_map.iter_rules())
    return f"/s/<space_id>{HOLDER_PAGES}" in rules
