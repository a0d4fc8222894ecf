"""A person with a browser and an app that does everything right, over real TLS, against a running space."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup

if TYPE_CHECKING:
    from pathlib import Path

    from sandbox.client import Client, Persona, Space

REDIRECT_URI = "http://127.0.0.1:9/callback"
SCOPE = "openid identity measures.read measures.write"
METADATA = {
    "client_name": "Carnet",
    "redirect_uris": [REDIRECT_URI],
    "scope": SCOPE,
    "token_endpoint_auth_method": "client_secret_basic",
    "grant_types": ["authorization_code", "refresh_token"],
    "response_types": ["code"],
}


def session(ca_bundle: Path) -> requests.Session:
    """Return a browser, or an app's HTTP client: it trusts the authority and nothing of the environment."""
    made = requests.Session()
    made.trust_env = False
    made.verify = str(ca_bundle)
    return made


@dataclass
class Pairing:
    """One sign-in from the authorization request to the tokens; `sent` and `got` keep what a strict app compares."""

    space: Space
    client: Client
    persona: Persona
    ca_bundle: Path
    episode: str | None = None
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(40))
    state: str = field(default_factory=lambda: secrets.token_urlsafe(16))
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def callback(self) -> dict[str, str]:
        """Sign in, consent to everything, and return the parameters that the app's callback would get."""
        with session(self.ca_bundle) as browser:
            return self._walk(browser)

    def _walk(self, browser: requests.Session) -> dict[str, str]:
        if self.episode:
            browser.headers["Poincon-Episode"] = self.episode
        answer = browser.get(f"{self.space.authorization_endpoint}?{urlencode(self._request())}", allow_redirects=False)
        for _step in range(10):
            if answer.is_redirect:
                target = urljoin(answer.url, answer.headers["Location"])
                if target.startswith(REDIRECT_URI):
                    return dict(parse_qsl(urlsplit(target).query))
                answer = browser.get(target, allow_redirects=False)
            else:
                answer = self._submit(browser, answer)
        raise AssertionError(f"no callback; the last page was {answer.status_code} {answer.text[:300]}")

    def tokens(self, code: str, timeout: float | tuple[float, float] = 60) -> requests.Response:
        """Exchange a code."""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": REDIRECT_URI,
            "code_verifier": self.verifier,
        }
        with self._app() as app:
            return app.post(self.space.token_endpoint, data=form, auth=self._credentials(), timeout=timeout)

    def refresh(self, refresh_token: str) -> requests.Response:
        """Exchange a refresh token."""
        form = {"grant_type": "refresh_token", "refresh_token": refresh_token}
        with self._app() as app:
            return app.post(self.space.token_endpoint, data=form, auth=self._credentials(), timeout=60)

    def weights(self, tokens: dict[str, str], idpe: str) -> requests.Response:
        """Read the body weights of the last year (API Mesures, mode all)."""
        today = datetime.now(UTC).date()
        query = [
            ("code", "http://loinc.org|29463-7"),
            ("subject.identifier", idpe),
            ("date", f"ge{today - timedelta(days=365)}"),
            ("date", f"le{today + timedelta(days=1)}"),
        ]
        headers = {
            "Authorization": f"Bearer {tokens['access_token']}",
            self.client.id_token_header: tokens["id_token"],
            "Accept": "application/fhir+json",
        }
        with self._app() as app:
            return app.get(f"{self.space.fhir_base}/fhir/Observation", params=query, headers=headers)

    def _app(self) -> requests.Session:
        return session(self.ca_bundle)

    def _credentials(self) -> tuple[str, str]:
        return self.client.client_id, self.client.client_secret or ""

    def _request(self) -> dict[str, str]:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": REDIRECT_URI,
            "scope": SCOPE,
            "state": self.state,
            "nonce": self.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }

    def _submit(self, browser: requests.Session, page: requests.Response) -> requests.Response:
        form = BeautifulSoup(page.text, "html.parser").form
        if form is None:
            raise AssertionError(f"no form on {page.status_code} {page.url}: {page.text[:300]}")
        fields = {str(item["name"]): str(item.get("value", "")) for item in form.select("input[name]")}
        fields |= {name: self.persona.email for name in fields if name == "email"}
        fields |= {name: self.persona.password for name in fields if name == "password"}
        fields["decision"] = "allow"
        target = urljoin(page.url, str(form.get("action") or page.url))
        return browser.post(target, data=fields, allow_redirects=False)
