"""Authorization requests that come signed, as request objects by value (RFC 9101; OpenID Connect Core, 6.1)."""

import json
from dataclasses import dataclass
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from werkzeug.datastructures import MultiDict

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.client_authentication import AllowedAlgorithms
from sandbox.oidc.client_keys import ClientKeys
from sandbox.oidc.client_metadata import REQUEST_OBJECT_ALGORITHMS
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.errors import ClientNotAuthenticatedError, InvalidRequestObjectError
from sandbox.spaces import Space

LONGEST_LIFE: Final = 3600  # seconds: FAPI 2.0 Message Signing, 5.3
_NOT_PARAMETERS: Final = frozenset({"iss", "aud", "exp", "iat", "nbf", "jti", "sub"})


@dataclass(frozen=True)
class RequestObject:
    """A request object whose signature holds."""

    algorithm: str
    claims: JsonObject

    def parameters(self) -> MultiDict[str, str]:
        """Return what it asks for, each value as a query would have it; empty ones count as omitted."""
        asked = [(name, value) for name, value in self.claims.items() if name not in _NOT_PARAMETERS]
        return MultiDict([(name, _text(value)) for name, value in asked if value not in ("", None)])

    def lives(self, now: float) -> float | None:
        """Return for how many seconds it is good yet, None if it does not say."""
        ends = self.claims.get("exp")
        return float(ends) - now if isinstance(ends, int | float) and not isinstance(ends, bool) else None

    def is_for(self, issuer: str) -> bool:
        """Tell whether it is meant for an issuer, perhaps among others."""
        audience = self.claims.get("aud")
        return issuer in (audience if isinstance(audience, list) else [audience])

    def why_not(self, client: RegisteredClient, issuer: str, now: float) -> str | None:
        """Return why it is not acceptable (RFC 9101, 5 and 10.8; FAPI 2.0 Message Signing, 5.3), None if it is."""
        lives = self.lives(now)
        if self.algorithm != client.metadata.request_object_signing_alg:
            return "it is signed with another algorithm than the registered one"
        if self.claims.get("iss") != client.client_id:
            return "iss is not the client"
        if not self.is_for(issuer):
            return "aud is not this issuer"
        if lives is None or not 0 < lives <= LONGEST_LIFE:
            return f"it has to expire within {LONGEST_LIFE} seconds"
        return "sub has no place in it" if "sub" in self.claims else None


def takes_request_objects(space: Space) -> bool:
    """Tell whether a space reads request objects: once a client registered how it signs them."""
    return space.part(Clients).any_asks(lambda metadata: metadata.request_object_signing_alg is not None)


def opened(space: Space, exchange: Exchange, sent: MultiDict[str, str]) -> MultiDict[str, str]:
    """Return what a request asks for: what its request object says, if it has one that its client may send.

    Whatever stands beside it does not count (RFC 9101, 6.3). A space of a conformance run takes an object that is
    signed, and notes the rest, so that the case can speak.

    Raises:
        InvalidRequestObjectError: it is not acceptable. Nothing that it says can be believed: the person is told.
    """
    client = space.part(Clients).find(sent.get("client_id"))
    if "request" not in sent or client is None or client.metadata.request_object_signing_alg is None:
        return sent
    read = _read(space, client, sent["request"])
    now = space.part(Clock).now()
    why = read.why_not(client, space.issuer, now)
    exchange.note(request_object={"lives": read.lives(now), "is_for_this_issuer": read.is_for(space.issuer)})
    if why is not None and space.mode != "suite":
        raise InvalidRequestObjectError(description=why)
    parameters = read.parameters()
    if parameters.get("client_id") != client.client_id or {"request", "request_uri"} & {*parameters}:
        raise InvalidRequestObjectError(description="client_id differs in it, or it holds another request")
    return parameters


def _read(space: Space, client: RegisteredClient, compact: str) -> RequestObject:
    try:
        keys = space.part(ClientKeys).of(client)
        token = jwt.decode(compact, keys, registry=AllowedAlgorithms(algorithms=REQUEST_OBJECT_ALGORITHMS))
        algorithm, claims = str(token.header.get("alg")), dict(token.claims)
    except (JoseError, ClientNotAuthenticatedError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise InvalidRequestObjectError(
            description="it cannot be read, or its signature is not the client's"
        ) from error
    return RequestObject(algorithm, claims)


def _text(value: JsonValue) -> str:
    return value if isinstance(value, str) else json.dumps(value)
