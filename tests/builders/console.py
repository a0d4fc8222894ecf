"""A console open in one browser, as a developer has it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from builders.pairing import Pairing, session

if TYPE_CHECKING:
    from pathlib import Path

    import requests

    from sandbox.client import Client, Persona, Space


@dataclass
class Opened:
    """A console open in one browser (of requests), with the space that it shows."""

    space: Space
    ca_bundle: Path
    root: str
    browser: requests.Session

    def page(self, path: str, status: int = 200) -> str:
        """Return a page."""
        answer = self.browser.get(self.root + path, timeout=60)
        assert answer.status_code == status, answer.text
        return answer.text

    def token(self) -> str:
        """Return the token that the forms of this browser carry."""
        found = re.search(r'name="form_token" value="([0-9a-f]+)"', self.page("/reset"))
        assert found
        return found[1]

    def post(self, path: str, **fields: str | list[str]) -> requests.Response:
        """Send a form of the console."""
        form = {"form_token": self.token(), **fields}
        return self.browser.post(self.root + path, data=form, allow_redirects=False, timeout=60)

    def paired(self, client: Client, persona: Persona) -> Pairing:
        """Return a pairing about to be made."""
        return Pairing(self.space, client, persona, self.ca_bundle)


def open_console(space: Space, ca_bundle: Path) -> Opened:
    """Open the console in a new browser."""
    link = space.open_console()
    browser = session(ca_bundle)
    assert browser.get(link, timeout=60).status_code == 200
    return Opened(space, ca_bundle, link.partition("/open?")[0], browser)
