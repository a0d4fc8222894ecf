"""An app on somebody's telephone, as a program: a public client with a private-use scheme (RFC 8252), and its owner."""

from __future__ import annotations

import base64
import hashlib
import secrets
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlencode, urljoin, urlsplit

import requests
from bs4 import BeautifulSoup, Tag
from builders.guided import Human
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from requests.adapters import BaseAdapter

if TYPE_CHECKING:
    from builders.guided import Sheet

SCHEME = "com.example.carnet"
REDIRECT_URI = f"{SCHEME}:/callback"
MANIFEST = f"""manifest: 1
app:
  name: Carnet de poche
  publisher: Bureau d’essai
  version: 1.0.0
  kind: native
  purposes: [prevention]
  exchanges: {{measures: [read]}}
client:
  redirect_uris: ["{REDIRECT_URI}"]
  token_endpoint_auth_method: none
  scope: openid identity measures.read
  id_token_signed_response_alg: ES256
target:
  device: a telephone
journeys:
  login: {{fr: "Touchez « Se connecter ».", en: "Touch Sign in."}}
  session: {{fr: "Regardez le haut de l’écran.", en: "Look at the top of the screen."}}
driver: person
"""


class _Opens(BaseAdapter):
    """The system, which opens an app by its scheme."""

    def __init__(self) -> None:
        super().__init__()
        self.opened = ""

    def send(self, request: requests.PreparedRequest, *_: Any, **__: Any) -> requests.Response:  # noqa: ANN401 - requests' own
        self.opened = str(request.url)
        response = requests.Response()
        response.status_code, response.request, response.url = 200, request, self.opened
        response._content = b""
        return response

    def close(self) -> None:
        """Nothing is held."""


@dataclass
class NativeApp:
    """The app: told its issuer, client and authority when it was built. `checks_nonce` may be forgotten."""

    issuer: str
    client_id: str
    ca_bundle: str
    checks_nonce: bool = True
    name: str = ""

    def sign_in(self, email: str, password: str) -> bool:
        """Pair, the owner typing and allowing; whether somebody is signed in then."""
        self.name = ""
        space = requests.get(
            f"{self.issuer}/.well-known/openid-configuration", verify=self.ca_bundle, timeout=60
        ).json()
        verifier, nonce, state = (secrets.token_urlsafe(32) for _ in range(3))
        digest = hashlib.sha256(verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self.client_id,
            "redirect_uri": REDIRECT_URI,
            "scope": "openid identity measures.read",
            "state": state,
            "nonce": nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        back = self._browse(f"{space['authorization_endpoint']}?{urlencode(asked)}", email, password)
        answered = {key: values[0] for key, values in parse_qs(urlsplit(back).query).items()}
        if answered.get("state") != state or "code" not in answered:
            return False
        grant = {"grant_type": "authorization_code", "code": answered["code"], "redirect_uri": REDIRECT_URI}
        form = grant | {"client_id": self.client_id, "code_verifier": verifier}
        tokens = requests.post(space["token_endpoint"], form, verify=self.ca_bundle, timeout=60).json()
        keys = requests.get(space["jwks_uri"], verify=self.ca_bundle, timeout=60).json()
        return self._believe(str(tokens.get("id_token")), KeySet.import_key_set(keys), nonce)

    def _believe(self, id_token: str, keys: KeySet, nonce: str) -> bool:
        try:
            claims = jwt.decode(id_token, keys, algorithms=["ES256"]).claims
        except (JoseError, ValueError):
            return False
        right = claims["iss"] == self.issuer and claims["aud"] == self.client_id and claims["exp"] > time.time()
        if right and (claims.get("nonce") == nonce or not self.checks_nonce):
            self.name = str(claims["name"])
        return bool(self.name)

    def _browse(self, url: str, email: str, password: str) -> str:
        with requests.Session() as browser:
            system = _Opens()
            browser.mount(f"{SCHEME}:", system)
            page = browser.get(url, verify=self.ca_bundle, timeout=60)
            while not system.opened:
                form = BeautifulSoup(page.text, "html.parser").find("form", attrs={"method": "post"})
                assert isinstance(form, Tag), page.text
                typed = {"email": email, "password": password}
                fields = {
                    str(box.get("name")): typed.get(str(box.get("type")), str(box.get("value") or ""))
                    for box in form.find_all("input")
                }
                button = form.find("button", attrs={"value": ["sign-in", "allow"]})
                assert isinstance(button, Tag), page.text
                fields[str(button["name"])] = str(button["value"])
                page = browser.post(urljoin(page.url, ""), fields, verify=self.ca_bundle, timeout=60)
            return system.opened


@dataclass
class Owner(Human):
    """Somebody with the app in their hand."""

    app: NativeApp = field(default_factory=lambda: NativeApp("", "", ""))

    def _do(self, sheet: Sheet) -> str:
        if sheet.heading == "Start afresh":
            self.app.name = ""
            return "nobody"
        if sheet.heading == "Sign in":
            return "done" if self.app.sign_in(sheet.typed["E-mail address"], sheet.typed["Password"]) else "error"
        return "me" if self.app.name and self.app.name in sheet.choices["me"] else "nobody"
