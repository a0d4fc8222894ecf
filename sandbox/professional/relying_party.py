"""The space as a client of Pro Santé Connect: code, state, nonce, PKCE, eidas1; redeemed inside the process.

The calls to the token and UserInfo endpoints are the real ones, handed to the application instead of to a socket.
"""

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from flask import current_app
from werkzeug.test import Client, TestResponse

from sandbox.clock import Clock
from sandbox.identity.prosanteconnect.professionals import Professionals
from sandbox.identity.prosanteconnect.provider import PROSANTECONNECT
from sandbox.identity.realm import Realm, realm_of
from sandbox.journal.exchange import Exchange
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.id_token_hint import read_id_token
from sandbox.people.professional import Professional
from sandbox.professional.sessions import Departure
from sandbox.spaces import Space

_CLIENT_ID: Final = "espace-professionnel"
_SCOPE: Final = "openid scope_all"
_ACR: Final = "eidas1"


class NotSignedInError(Exception):
    """Pro Santé Connect did not sign anybody in whom the space can believe; the message says why."""


@dataclass(frozen=True)
class SignedIn:
    """Who came back, and the ID token that says so."""

    professional: Professional
    id_token: str


class ProSanteConnectClient:
    """The registration of one space at its Pro Santé Connect."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._realm: Realm = realm_of(space, PROSANTECONNECT)
        self._client: RegisteredClient = self._realm.part(Clients).register(
            read_client_metadata(
                {
                    "client_name": "Espace de santé d’essai, côté professionnels",
                    "redirect_uris": [self.redirect_uri],
                    "post_logout_redirect_uris": [self.home],
                    "scope": _SCOPE,
                    "grant_types": ["authorization_code"],
                    "token_endpoint_auth_method": "client_secret_basic",
                },
                PROSANTECONNECT.offer,
            ),
            client_id=_CLIENT_ID,
        )

    @property
    def home(self) -> str:
        """Where a browser lands that was signed out."""
        return f"{self._space.issuer}/pro/sign-in"

    @property
    def redirect_uri(self) -> str:
        """Where a browser comes back with a code."""
        return f"{self._space.issuer}/pro/callback"

    def authorization_url(self, departure: Departure) -> str:
        """Return where to send a browser so that a professional signs in."""
        digest = hashlib.sha256(departure.verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "redirect_uri": self.redirect_uri,
            "scope": _SCOPE,
            "acr_values": _ACR,
            "state": departure.state,
            "nonce": departure.nonce,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            "prompt": "login",
        }
        return f"{self._space.issuer}{PROSANTECONNECT.places.authorization}?{urlencode(query)}"

    def sign_out_url(self, id_token: str) -> str:
        """Return where to send a browser so that Pro Santé Connect signs the professional out too."""
        query = {"id_token_hint": id_token, "post_logout_redirect_uri": self.home}
        return f"{self._realm.issuer}{PROSANTECONNECT.places.end_session}?{urlencode(query)}"

    def redeem(self, exchange: Exchange, departure: Departure, code: str) -> SignedIn:
        """Exchange a code and read who signed in.

        Raises:
            NotSignedInError: the code is refused, or the answer is not to be believed.
        """
        exchange.secret("code", code)
        exchange.secret("verifier", departure.verifier)
        tokens = self._tokens(exchange, departure, code)
        id_token, access_token = text_at(tokens, "id_token") or "", text_at(tokens, "access_token") or ""
        claims = read_id_token(self._realm, id_token) or {}
        self._require_believable(claims, departure)
        told = self._answer(exchange, PROSANTECONNECT.places.userinfo, {"Authorization": f"Bearer {access_token}"})
        if told.get("sub") != claims.get("sub"):  # OpenID Connect Core, 5.3.2
            raise NotSignedInError("UserInfo speaks of somebody else")
        professional = self._realm.part(Professionals).by_login(text_at(told, "SubjectNameID") or "")
        if professional is None:
            raise NotSignedInError("no professional of the directory has that national id")
        return SignedIn(professional, id_token)

    def _tokens(self, exchange: Exchange, departure: Departure, code: str) -> JsonObject:
        pair = f"{self._client.client_id}:{self._client.client_secret}".encode()
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": departure.verifier,
        }
        headers = {"Authorization": f"Basic {base64.b64encode(pair).decode()}"}
        return self._answer(exchange, PROSANTECONNECT.places.token, headers, form)

    def _require_believable(self, claims: JsonObject, departure: Departure) -> None:
        """Check the ID token (OpenID Connect Core, 3.1.3.7); its signature and issuer are checked as it is read."""
        expires = claims.get("exp")
        wrong = [
            name
            for name, right in (
                ("aud", claims.get("aud") == self._client.client_id),
                ("nonce", claims.get("nonce") == departure.nonce),
                ("acr", claims.get("acr") == _ACR),
                ("exp", isinstance(expires, int) and self._space.part(Clock).now() < expires),
            )
            if not right
        ]
        if wrong:
            raise NotSignedInError(f"the ID token is not to be believed: {', '.join(wrong)}")

    def _answer(
        self, exchange: Exchange, path: str, headers: Mapping[str, str], form: Mapping[str, str] | None = None
    ) -> JsonObject:
        """Call an endpoint of the realm as anybody outside would, and return the JSON that it answers."""
        inner = Exchange(exchange.id, exchange.space, episode=exchange.episode, keep_secret=exchange.keep_secret)
        browser = Client(current_app, TestResponse, use_cookies=False)
        host, _, below = self._realm.issuer.removeprefix("https://").partition("/")
        answer = browser.open(
            f"/{below}{path}",
            method="POST" if form is not None else "GET",
            base_url=f"https://{host}",
            headers=dict(headers),
            data=dict(form) if form is not None else None,
            environ_overrides={"poincon.exchange": inner},
        )
        told = answer.get_json(silent=True)
        if answer.status_code != 200 or not isinstance(told, dict):  # noqa: PLR2004 - OK
            raise NotSignedInError(f"Pro Santé Connect answered {answer.status_code}")
        return told
