"""A professional with a browser, over real TLS, against a running space."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urljoin

from bs4 import BeautifulSoup
from builders.pairing import session

if TYPE_CHECKING:
    from pathlib import Path

    import requests

    from sandbox.client import Persona, Professional, Space


@dataclass
class Surgery:
    """The browser of somebody at a space: it knows one page, the last one, and fills in its forms."""

    space: Space
    browser: requests.Session
    page: requests.Response | None = None

    @classmethod
    def of(cls, space: Space, ca_bundle: Path) -> Surgery:
        """Return a new browser."""
        return cls(space, session(ca_bundle))

    def go(self, path: str) -> requests.Response:
        """Open a page of the space."""
        self.page = self.browser.get(self.space.issuer + path)
        return self.page

    def submit(self, form: str, **fields: str) -> requests.Response:
        """Send a form of the page with its hidden fields, and follow where it leads."""
        url, data = self.form(form, **fields)
        self.page = self.browser.post(url, data=data)
        return self.page

    def form(self, form: str, **fields: str) -> tuple[str, dict[str, str]]:
        """Return where a form of the page goes, and what with."""
        assert self.page is not None
        found = BeautifulSoup(self.page.text, "html.parser").select_one(f"form#{form}")
        assert found is not None, f"no form {form} on {self.page.status_code} {self.page.url}: {self.page.text[:2000]}"
        hidden = {str(one["name"]): str(one["value"]) for one in found.select("input[type=hidden]")}
        return urljoin(self.page.url, str(found.get("action") or self.page.url)), {**hidden, **fields}

    def sign_in(self, professional: Professional) -> None:
        """Sign a professional in through Pro Santé Connect."""
        self.go("/pro")
        self.submit("sign-in")
        self.submit("sign-in", login=professional.national_id, password=professional.password, decision="sign-in")
        assert self.page is not None
        assert self.page.url == f"{self.space.issuer}/pro"

    def find(self, persona: Persona) -> requests.Response:
        """Find a patient by traits."""
        self.go("/pro")
        names = ("family_name", "gender", "birthdate", "birthplace")
        traits = {name: str(persona.details[name]) for name in names}
        return self.submit("by-traits", given_names=str(persona.details["given_name"]), **traits)

    def follow(self, words: str) -> requests.Response:
        """Follow the link of these words."""
        assert self.page is not None
        links = BeautifulSoup(self.page.text, "html.parser").find_all("a")
        target = next(str(one["href"]) for one in links if one.get_text() == words)
        self.page = self.browser.get(urljoin(self.page.url, target))
        return self.page
