"""Browsers on the pages of a holder, without the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandbox.journal.journal import Journal
from sandbox.journal.redaction import Redactor
from sandbox.journal.vault import SecretVault

if TYPE_CHECKING:
    from builders.spaces import Bench
    from werkzeug.test import Client as Browser
    from werkzeug.test import TestResponse

    from sandbox.people.persona import Persona

PAGES = (
    "",
    "/account",
    "/documents",
    "/measures",
    "/appointments",
    "/messages",
    "/apps",
    "/professionals",
    "/relatives",
    "/accesses",
    "/emergencies",
    "/export",
)
FORMS = ("/account", "/documents", "/apps", "/professionals", "/relatives", "/emergencies", "/acting-for", "/sign-out")
_CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')


@dataclass
class Visitor:
    """A person in a browser, signed in to their own space."""

    bench: Bench
    browser: Browser
    persona: Persona

    def get(self, path: str) -> TestResponse:
        """Open a page below `/my`."""
        return self.bench.get(f"/my{path}", self.browser)

    @property
    def csrf(self) -> str:
        """The token of the forms that are on the screen."""
        return _CSRF.findall(self.get("/relatives").text)[0]

    def post(self, path: str, **fields: str) -> TestResponse:
        """Send a form as the page on the screen would."""
        return self.bench.post(f"/my{path}", self.browser, data={"csrf": self.csrf, **fields})

    def do(self, path: str, **fields: str) -> str:
        """Send a form and return the page that it leads to."""
        answer = self.post(path, **fields)
        assert answer.status_code == 303, answer.text
        return self.bench.follow(self.browser, answer).text


def visitor(bench: Bench, persona: Persona, browser: Browser | None = None) -> Visitor:
    """Sign somebody in."""
    browser = browser or bench.browser()
    answer = bench.submit(
        browser, bench.get("/my/sign-in?lang=en", browser), email=persona.email, password=persona.password
    )
    assert answer.status_code == 303, answer.text
    return Visitor(bench, browser, persona)


def journalled(bench: Bench) -> Bench:
    """Give a space a journal that can be read; without the wire, only acts and what tests record are in it."""
    bench.space.journal = Journal("s1", Redactor(SecretVault(b"key")))
    return bench
