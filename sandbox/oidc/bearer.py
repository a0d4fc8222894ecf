"""Bearer tokens at the resources of the space (RFC 6750)."""

from dataclasses import dataclass

from flask import Request

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import AccessToken, Authorization, Authorizations, TokenState
from sandbox.oidc.errors import REALM
from sandbox.oidc.standing import Standing, standing
from sandbox.people.mandates import speaks_for_another
from sandbox.spaces import Space


@dataclass(frozen=True)
class Bearer:
    """The access token that a request shows: `None` when it shows none, or one that the space never issued.

    Attributes:
        state: a token whose authorization does not stand any more is revoked.
        standing: that of its authorization; "suspended" leaves the token valid, and each surface says so.
    """

    token: AccessToken | None
    state: TokenState
    shown: bool
    standing: Standing = "over"


def read_bearer(space: Space, exchange: Exchange, request: Request) -> Bearer:
    """Read the Authorization header, attribute the exchange by the token, and note its state."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    value = value.strip() if scheme.lower() == "bearer" else ""
    if value:
        exchange.secret("access_token", value)
    token = space.part(Authorizations).access_token(value)
    if token is None:
        exchange.note(token_state="unknown")  # noqa: S106 - a state
        return Bearer(None, "unknown", shown=bool(value))
    exchange.attribute(token.authorization.episode)
    exchange.note(client_id=token.authorization.client_id, **whose(token.authorization))
    stands = standing(space, token.authorization)
    state: TokenState = "revoked" if stands == "over" else token.state(space.part(Clock).now())
    exchange.note(token_state=state)
    return Bearer(token, state, shown=True, standing=stands)


def whose(authorization: Authorization) -> JsonObject:
    """Return the facts of an exchange about whose data it is, and who signed in for them if it was another."""
    mandate = authorization.mandate and speaks_for_another(authorization.mandate)
    told: JsonObject = {"persona": authorization.persona_id}
    return told if mandate is None else {**told, "actor": mandate.actor_id, "relation": mandate.relation}


def challenge(bearer: Bearer) -> str:
    """Return the WWW-Authenticate of a refusal; no error code when no token was shown (RFC 6750, 3.1)."""
    if not bearer.shown:
        return f'Bearer realm="{REALM}"'
    return f'Bearer realm="{REALM}", error="invalid_token", error_description="the access token is {bearer.state}"'
