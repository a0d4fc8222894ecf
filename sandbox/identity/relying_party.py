"""The health space as relying party of its identity providers (OpenID Connect Core, 3.1): there and back.

`depart` sends a browser away with state, nonce and PKCE; `arrive` takes it back, redeems the code and checks what came.
"""

import hmac
import json
import secrets
from dataclasses import dataclass
from typing import Final, cast
from urllib.parse import urlencode

from authlib.oauth2.rfc7636 import create_s256_code_challenge
from flask import Response, request
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox.clock import Clock
from sandbox.identity import in_process
from sandbox.identity.provider import Provider
from sandbox.identity.realm import Realm, realm_of
from sandbox.inferred import Authentication
from sandbox.journal.exchange import Exchange
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject
from sandbox.oidc import pages
from sandbox.oidc.client_metadata import read_client_metadata
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.oidc.terms import terms
from sandbox.spaces import Space

CLIENT_ID = "mon-espace-sante"
_NAME = "Espace de santé fictif"
_ALGORITHM: Final = "ES256"
_PATIENCE = 1800.0  # seconds to come back


class NotIdentifiedError(Exception):
    """Nobody came back identified.

    Attributes:
        word: the key of the sentence that tells the person why.
        purpose: that of the departure; None when none is known, so that there is nothing to go on with.
    """

    def __init__(self, word: str, purpose: str | None = None) -> None:
        super().__init__(word)
        self.word = word
        self.purpose = purpose


@dataclass(frozen=True)
class Departure:
    """A browser on its way to a provider, known by its cookie.

    `purpose` is what whoever sent it needs to go on when it is back.
    """

    provider: str
    cookie: str
    nonce: str
    verifier: str
    acr: str
    purpose: str
    expires_at: float


@dataclass(frozen=True)
class Arrival:
    """Somebody whom a provider has identified; `claims` are those of its UserInfo answer."""

    claims: JsonObject
    how: Authentication
    purpose: str
    id_token: str


class Departures:
    """The browsers of a space that are at a provider, by `state`; each may come back once."""

    def __init__(self, space: Space) -> None:
        self._space = space
        self._clock = space.part(Clock)
        self._departures: dict[str, Departure] = {}

    def note(self, provider: Provider, cookie: str, *, acr: str, purpose: str) -> tuple[str, Departure]:
        """Note a departure; return the state to send along."""
        now = self._clock.now()
        departure = Departure(
            provider=provider.name,
            cookie=cookie,
            nonce=secrets.token_urlsafe(32),
            verifier=secrets.token_urlsafe(48),
            acr=acr,
            purpose=purpose,
            expires_at=now + _PATIENCE,
        )
        state = secrets.token_urlsafe(32)
        self._space.vault.keep("verifier", departure.verifier)
        with self._space.lock:
            self._departures = {key: one for key, one in self._departures.items() if now < one.expires_at}
            self._departures[state] = departure
        return state, departure

    def claim(self, state: str, provider: Provider, cookie: str) -> Departure | None:
        """Return the departure of a state, once, and only to the browser that left for that provider."""
        with self._space.lock:
            departure = self._departures.get(state)
            if departure is None or departure.provider != provider.name:
                return None
            if not hmac.compare_digest(departure.cookie.encode(), cookie.encode()):
                return None
            del self._departures[state]
        return departure if self._clock.now() < departure.expires_at else None


class OwnClient:
    """The client that the health space is at one provider, registered anew in each process: ports may have changed."""

    def __init__(self, realm: Space) -> None:
        offer = realm.part(terms).offer
        provider = cast("Realm", realm).provider
        issuer = cast("Realm", realm).host.issuer
        metadata: JsonObject = {
            "client_name": _NAME,
            "redirect_uris": [issuer + (provider.way_back or f"/sign-in/from/{provider.name}")],
            "post_logout_redirect_uris": [issuer + path for path in provider.after_sign_out],
            "token_endpoint_auth_method": "client_secret_post",
            "id_token_signed_response_alg": _ALGORITHM,
        }
        self.client = realm.part(Clients).register(read_client_metadata(metadata, offer), client_id=CLIENT_ID)


def own_client(space: Space, provider: Provider) -> RegisteredClient:
    """Return the client that the health space is at a provider."""
    return realm_of(space, provider).part(OwnClient).client


def depart(
    space: Space, provider: Provider, cookie: str, *, purpose: str, acr: str | None = None, lang: str | None = None
) -> Response:
    """Send the browser of a cookie to a provider; it comes back to where that provider's `way_back` is."""
    client = own_client(space, provider)
    level = acr or provider.levels.default or next(iter(provider.levels.methods))
    state, departure = space.part(Departures).note(provider, cookie, acr=level, purpose=purpose)
    asked = {
        "response_type": "code",
        "client_id": client.client_id,
        "redirect_uri": client.metadata.redirect_uris[0],
        "scope": " ".join(client.metadata.scope),
        "state": state,
        "nonce": departure.nonce,
        "acr_values": level,
        "code_challenge": create_s256_code_challenge(departure.verifier),
        "code_challenge_method": "S256",
        **({} if lang is None else {"ui_locales": lang}),
    }
    return pages.see_other(f"{space.issuer}{provider.places.authorization}?{urlencode(asked)}")


def sign_out_url(space: Space, provider: Provider, id_token: str) -> str:
    """Return where to send a browser so that the provider signs the person out too (RP-Initiated Logout 1.0, 2)."""
    client, realm = own_client(space, provider), realm_of(space, provider)
    asked = {"id_token_hint": id_token, "post_logout_redirect_uri": client.metadata.post_logout_redirect_uris[0]}
    return f"{realm.issuer}{provider.places.end_session}?{urlencode(asked)}"


def arrive(space: Space, exchange: Exchange, provider: Provider, cookie: str) -> Arrival:
    """Take a browser back, and return whom the provider has identified in it.

    Raises:
        NotIdentifiedError: the state is not that of this browser, the person refused, or an answer does not hold.
    """
    departure = space.part(Departures).claim(request.args.get("state", ""), provider, cookie)
    exchange.note(provider=provider.name, state_known=departure is not None)
    if departure is None:
        raise NotIdentifiedError("provider_unclear")
    try:
        return _identified(exchange, realm_of(space, provider), own_client(space, provider), departure)
    except NotIdentifiedError as error:
        raise NotIdentifiedError(error.word, departure.purpose) from error


def _identified(exchange: Exchange, realm: Realm, client: RegisteredClient, departure: Departure) -> Arrival:
    if request.args.get("iss") != realm.issuer:  # RFC 9207: the answer of another is a mix-up
        raise NotIdentifiedError("provider_unclear")
    if "error" in request.args:
        raise NotIdentifiedError("provider_refused")
    code = request.args.get("code", "")
    exchange.secret("code", code)
    tokens = _redeem(exchange, realm, client, code, departure)
    id_token = text_at(tokens, "id_token") or ""
    claims = _id_token(realm, client, id_token, departure)
    identity = _userinfo(exchange, realm, client, text_at(tokens, "access_token") or "")
    if identity.get("sub") != claims.get("sub"):  # OpenID Connect Core, 5.3.2
        raise NotIdentifiedError("provider_unclear")
    methods = tuple(method for method in list_at(claims, "amr") if isinstance(method, str))
    exchange.note(acr=departure.acr, amr=list(methods))
    return Arrival(identity, Authentication(departure.acr, methods), departure.purpose, id_token)


def _redeem(exchange: Exchange, realm: Realm, client: RegisteredClient, code: str, departure: Departure) -> JsonObject:
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": client.metadata.redirect_uris[0],
        "code_verifier": departure.verifier,
        "client_id": client.client_id,
        "client_secret": client.client_secret or "",
    }
    answer = in_process.post(exchange, realm.token_endpoint, form)
    if answer.status != 200:  # noqa: PLR2004 - OK
        raise NotIdentifiedError("provider_unclear")
    told: JsonObject = json.loads(answer.text)
    return told


def _id_token(realm: Realm, client: RegisteredClient, compact: str, departure: Departure) -> JsonObject:
    """Check an ID token, clause by clause (OpenID Connect Core, 3.1.3.7)."""
    claims = _verified(realm, compact)
    expiry = claims.get("exp")
    holds = (
        claims.get("iss") == realm.issuer,
        claims.get("aud") == client.client_id,
        isinstance(expiry, int) and realm.part(Clock).now() < expiry,
        claims.get("nonce") == departure.nonce,
        claims.get("acr") == departure.acr,
    )
    if not all(holds):
        raise NotIdentifiedError("provider_unclear")
    return claims


def _userinfo(exchange: Exchange, realm: Realm, client: RegisteredClient, access_token: str) -> JsonObject:
    place = realm.issuer + realm.provider.places.userinfo
    answer = in_process.get(exchange, place, {"Authorization": f"Bearer {access_token}"})
    if answer.status != 200:  # noqa: PLR2004 - OK
        raise NotIdentifiedError("provider_unclear")
    if client.metadata.userinfo_signed_response_alg is None:
        plain: JsonObject = json.loads(answer.text)
        return plain
    claims = _verified(realm, answer.text)
    if claims.get("iss") != realm.issuer or claims.get("aud") != client.client_id:
        raise NotIdentifiedError("provider_unclear")
    return claims


def _verified(realm: Realm, compact: str) -> JsonObject:
    keys = KeySet([realm.part(SigningKeys).of(_ALGORITHM)])
    try:
        claims: JsonObject = jwt.decode(compact, keys, algorithms=[_ALGORITHM]).claims
    except (JoseError, ValueError) as error:
        raise NotIdentifiedError("provider_unclear") from error
    return claims
