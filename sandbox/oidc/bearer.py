"""Bearer tokens at the resources of the space (RFC 6750)."""

from dataclasses import dataclass

from flask import Request

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.oidc.authorizations import AccessToken, Authorizations, TokenState
from sandbox.oidc.errors import REALM
from sandbox.spaces import Space


@dataclass(frozen=True)
class Bearer:
    """The access token that a request shows: `None` when it shows none, or one that the space never issued."""

    token: AccessToken | None
    state: TokenState
    shown: bool


def read_bearer(space: Space, exchange: Exchange, request: Request) -> Bearer:
    """Read the Authorization header, attribute the exchange by the token, and note its state."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    value = value.strip() if scheme.lower() == "bearer" else ""
    if value:
        exchange.secret("access_token", value)
    token = space.part(Authorizations).access_token(value)
    state: TokenState = token.state(space.part(Clock).now()) if token else "unknown"
    if token is not None:
        exchange.attribute(token.authorization.episode)
        exchange.note(client_id=token.authorization.client_id, persona=token.authorization.persona_id)
    exchange.note(token_state=state)
    return Bearer(token, state, shown=bool(value))


def challenge(bearer: Bearer) -> str:
    """Return the WWW-Authenticate of a refusal; no error code when no token was shown (RFC 6750, 3.1)."""
    if not bearer.shown:
        return f'Bearer realm="{REALM}"'
    return f'Bearer realm="{REALM}", error="invalid_token", error_description="the access token is {bearer.state}"'
