"""Who is calling? Client authentication at the token and revocation endpoints (RFC 6749, 2.3; RFC 7523, 2.2).

Authlib's registry of methods is left aside, its check of assertions kept: the registry tries one method after the other
and so cannot refuse two at once (RFC 6749, 2.3), does not read `+` as a space in Basic credentials (2.3.1), and turns
bytes that are not UTF-8 into an error of the server.
"""

import base64
import binascii
from dataclasses import dataclass
from typing import Any, cast
from urllib.parse import unquote_plus

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from authlib.oauth2.rfc7523 import JWTBearerClientAssertion
from flask import Request
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonValue
from sandbox.oidc.client_certificates import METHOD
from sandbox.oidc.client_keys import ClientKeys
from sandbox.oidc.client_metadata import AuthMethod
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.errors import ClientNotAuthenticatedError
from sandbox.oidc.terms import terms
from sandbox.spaces import Space

PRODUCTION_LIFE = 300  # seconds; elsewhere the default of a common client is borne with
ASSERTION_JWT_TYPE = "client-authentication+jwt"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"


@dataclass(frozen=True)
class Credentials:
    """What a request shows of its client, not yet believed; `proof` is a secret or an assertion."""

    method: AuthMethod
    client_id: str
    proof: str = ""


def authenticate_client(space: Space, exchange: Exchange, request: Request) -> RegisteredClient:
    """Return the client that proved to be the caller, and note the outcome.

    Raises:
        InvalidRequestError: more than one way of authenticating at once, which a space of a conformance run notes.
        ClientNotAuthenticatedError: no such client, another method than the registered one, or a wrong proof.
    """
    exchange.note(client_authenticated=False)
    credentials = _one_of(space, exchange, _shown(exchange, request))
    exchange.note(client_auth=credentials.method)
    client = _assertion_sender(space, credentials) if credentials.method == "private_key_jwt" else None
    client = client or space.part(Clients).find(credentials.client_id)
    if client is None:
        raise ClientNotAuthenticatedError("the client is unknown to this space")
    exchange.note(client_id=client.client_id)
    if _is_let_in_without_certificate(space, client, credentials, request):
        return client
    if not client.check_endpoint_auth_method(credentials.method, "token"):
        raise ClientNotAuthenticatedError(f"the client registered {client.metadata.token_endpoint_auth_method}")
    if credentials.method.startswith("client_secret") and not client.check_client_secret(credentials.proof):
        raise ClientNotAuthenticatedError("the client secret is wrong")
    if credentials.method == METHOD and not client.check_certificate(_certificate(request) or b""):
        raise ClientNotAuthenticatedError("the certificate is not one that the client registered")
    if request.form.get("client_id", client.client_id) != client.client_id:
        raise ClientNotAuthenticatedError("client_id is not that of the client that authenticated")
    exchange.note(client_authenticated=True)
    return client


def _is_let_in_without_certificate(
    space: Space, client: RegisteredClient, credentials: Credentials, request: Request
) -> bool:
    """Tell whether a client is known by its certificate, yet called where nobody asks for one.

    In a conformance run it goes on, not authenticated, for its case to judge: refused, it would show nothing more.
    """
    anywhere_else = request.environ.get("poincon.asked_for_certificate") is None
    unshown = credentials.method == "none" and client.metadata.token_endpoint_auth_method == METHOD
    return space.mode == "suite" and unshown and anywhere_else


def _certificate(request: Request) -> bytes | None:
    """Return the certificate that the connection was opened with (DER)."""
    return cast("bytes | None", request.environ.get("poincon.certificate"))


def _one_of(space: Space, exchange: Exchange, shown: list[Credentials]) -> Credentials:
    """Return the credentials to believe; of several at once those of the registered method, in a conformance run only.

    What a run records there is for its case to judge: refused here, the app would show nothing more of itself.
    """
    if len(shown) == 1:
        return shown[0]
    exchange.note(client_auth_ways=[one.method for one in shown])
    if space.mode == "strict":
        raise InvalidRequestError("the client authenticates in more than one way")
    named = (space.part(Clients).find(one.client_id) for one in shown if one.client_id)
    registered = next((client.metadata.token_endpoint_auth_method for client in named if client is not None), None)
    return next((one for one in shown if one.method == registered), shown[0])


def _shown(exchange: Exchange, request: Request) -> list[Credentials]:
    form = request.form
    shown = []
    if "Authorization" in request.headers:
        shown.append(_basic(exchange, request.headers["Authorization"]))
    if "client_secret" in form:
        exchange.secret("client_secret", form["client_secret"])
        shown.append(Credentials("client_secret_post", form.get("client_id", ""), form["client_secret"]))
    if "client_assertion" in form or "client_assertion_type" in form:
        exchange.secret("assertion", form.get("client_assertion", ""))
        shown.append(_assertion(form.get("client_assertion_type"), form.get("client_assertion", "")))
    if _certificate(request) is not None:
        shown.append(Credentials(METHOD, form.get("client_id", "")))
    return shown or [Credentials("none", form.get("client_id", ""))]


def _basic(exchange: Exchange, header: str) -> Credentials:
    scheme, _, encoded = header.partition(" ")
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode("utf-8") if scheme.lower() == "basic" else ""
        name, secret = pair.split(":", 1)
        client_id, client_secret = unquote_plus(name, errors="strict"), unquote_plus(secret, errors="strict")
    except (binascii.Error, ValueError) as error:  # UnicodeDecodeError is a ValueError
        raise ClientNotAuthenticatedError("the Authorization header is not Basic credentials") from error
    exchange.secret("client_secret", secret)
    exchange.secret("client_secret", client_secret)
    return Credentials("client_secret_basic", client_id, client_secret)


def _assertion(assertion_type: str | None, assertion: str) -> Credentials:
    if assertion_type != ASSERTION_TYPE:
        raise ClientNotAuthenticatedError("client_assertion_type is not that of RFC 7523")
    return Credentials("private_key_jwt", "", assertion)


def _assertion_sender(space: Space, credentials: Credentials) -> RegisteredClient:
    check = space.part(ClientAssertions)
    try:
        client: RegisteredClient = check(space.part(Clients).find, _Form(credentials.proof))
    except ClientNotAuthenticatedError:
        raise
    except (OAuth2Error, JoseError, ValueError, TypeError, KeyError, AttributeError) as error:
        # Authlib and joserfc raise these on hostile input, some with words that no OAuth error may hold.
        raise ClientNotAuthenticatedError("the client assertion is not acceptable") from error
    return client


@dataclass
class _Form:
    """The part of a request that Authlib's check of an assertion reads and writes."""

    assertion: str
    client: RegisteredClient | None = None

    @property
    def form(self) -> dict[str, str]:
        return {"client_assertion_type": ASSERTION_TYPE, "client_assertion": self.assertion}


class AllowedAlgorithms(jws.JWSRegistry):
    """The allow-list. `EdDSA` (RFC 8037) is taken as the `Ed25519` of RFC 9864, so that Ed448 cannot slip in."""

    def get_alg(self, name: str) -> Any:  # noqa: ANN401 - joserfc does not export its algorithm model
        """Return the algorithm of that name, if it is allowed."""
        return super().get_alg("Ed25519" if name == "EdDSA" else name)


class ClientAssertions(JWTBearerClientAssertion):  # type: ignore[misc]  # Authlib has no types
    """The check of client assertions in one space, with the memory of those it has seen (RFC 7523, 3)."""

    CLIENT_AUTH_METHOD = "private_key_jwt"

    def __init__(self, space: Space) -> None:
        super().__init__()
        self._space = space
        self._clock = space.part(Clock)
        self._algorithms = space.part(terms).offer.assertion_algorithms
        self._seen: dict[tuple[str, str], float] = {}

    def get_audiences(self) -> list[str]:
        """Return what `aud` may be: the issuer, or the endpoint called."""
        return list(self._space.part(terms).assertion_audiences)

    def resolve_client_public_key(self, client: RegisteredClient) -> KeySet:
        """Return the keys of a client; none is an error of the client."""
        return self._space.part(ClientKeys).of(client)

    def extract_assertion(self, assertion: str) -> tuple[dict[str, Any], dict[str, Any]]:
        """Read an assertion, and refuse an algorithm that is not asymmetric before anything else is done with it."""
        header, claims = super().extract_assertion(assertion)
        client = self._space.part(Clients).find(claims.get("sub") if isinstance(claims.get("sub"), str) else None)
        registered = client.metadata.token_endpoint_auth_signing_alg if client else None
        if header.get("alg") not in ((registered,) if registered else self._algorithms):
            raise ClientNotAuthenticatedError(
                "the client assertion is signed with another algorithm than the registered one"
            )
        return header, claims

    def process_assertion_claims(self, assertion: str, resolve_key: KeySet) -> Any:  # noqa: ANN401 - Authlib's
        """Check signature and claims; `exp` must be near, or the memory of `jti` would have no end."""
        # Authlib would leave the algorithms to joserfc, which by itself takes the recommended ones only.
        token = jwt.decode(assertion, resolve_key, registry=AllowedAlgorithms(algorithms=self._algorithms))
        self.verify_claims(token.claims)
        if self._space.trust is not None:
            self._require_production_form(token)
        claims = token.claims
        latest = self._clock.now() + self._space.part(terms).lifetimes.client_assertion + self.leeway
        if not isinstance(claims["exp"], int | float) or claims["exp"] > latest:
            raise ClientNotAuthenticatedError("the client assertion expires too far in the future")
        return claims

    def _require_production_form(self, token: jwt.Token) -> None:
        """Ask what RFC 10070 asks, of labelled apps: explicit type, the issuer as sole audience, a date of issue."""
        if str(token.header.get("typ")).lower().removeprefix("application/") != ASSERTION_JWT_TYPE:
            raise ClientNotAuthenticatedError(f"the client assertion must have the type {ASSERTION_JWT_TYPE}")
        if token.claims.get("aud") != self._space.issuer:
            raise ClientNotAuthenticatedError("the sole audience of the client assertion must be this issuer")
        if "iat" not in token.claims or token.header.get("alg") == "RS256":
            raise ClientNotAuthenticatedError("the client assertion needs iat, and another algorithm than RS256")
        if token.claims["exp"] > self._clock.now() + PRODUCTION_LIFE:
            raise ClientNotAuthenticatedError(f"the client assertion ends more than {PRODUCTION_LIFE} seconds ahead")

    def validate_jti(self, claims: dict[str, JsonValue], jti: JsonValue) -> bool:
        """Tell whether an assertion is new, and remember it; of two at once only one is new."""
        now = self._clock.now()
        key = (str(claims["sub"]), str(jti))
        expiry = claims["exp"]
        with self._space.lock:
            self._seen = {known: end for known, end in self._seen.items() if end + self.leeway > now}
            if key in self._seen:
                return False
            self._seen[key] = float(expiry) if isinstance(expiry, int | float) else now
        return True
