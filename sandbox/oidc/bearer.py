"""Access tokens at the resources of the space: bearer tokens (RFC 6750), and those bound to a key (RFC 9449, 7)."""

from dataclasses import dataclass, replace
from typing import Final

from flask import Request

from sandbox.clock import Clock
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import AccessToken, Authorization, Authorizations, TokenState
from sandbox.oidc.dpop import PROOF_ALGORITHMS, InvalidProofError, require_proof
from sandbox.oidc.errors import REALM
from sandbox.oidc.standing import Standing, standing
from sandbox.people.mandates import speaks_for_another
from sandbox.spaces import Space

BEARER: Final = "Bearer"
BOUND: Final = "DPoP"


@dataclass(frozen=True)
class Bearer:
    """The access token that a request shows: `None` when it shows none, or one that the space never issued.

    Attributes:
        state: a token whose authorization does not stand any more is revoked.
        scheme: by which it is, or is to be, shown.
        error: what is wrong, as a challenge says it, with `reason`.
        standing: that of its authorization; "suspended" leaves the token valid, and each surface says so.
    """

    token: AccessToken | None
    state: TokenState
    shown: bool
    standing: Standing = "over"
    scheme: str = BEARER
    error: str = "invalid_token"
    reason: str = ""

    @property
    def description(self) -> str:
        """Say what is wrong."""
        return self.reason or f"the access token is {self.state}"


def read_bearer(space: Space, exchange: Exchange, request: Request) -> Bearer:
    """Read the Authorization header, attribute the exchange by the token, and note its state."""
    scheme, _, value = request.headers.get("Authorization", "").partition(" ")
    by = {BEARER.lower(): BEARER, BOUND.lower(): BOUND}.get(scheme.lower())
    value = value.strip() if by else ""
    if value:
        exchange.secret("access_token", value)
    token = space.part(Authorizations).access_token(value)
    if token is None:
        exchange.note(token_state="unknown")  # noqa: S106 - a state
        return Bearer(None, "unknown", shown=bool(value), scheme=by or BEARER)
    exchange.attribute(token.authorization.episode)
    exchange.note(client_id=token.authorization.client_id, **whose(token.authorization))
    stands = standing(space, token.authorization)
    state: TokenState = "revoked" if stands == "over" else token.state(space.part(Clock).now())
    exchange.note(token_state=state)
    wanted = exchange.scheme = BOUND if token.jkt else BEARER
    bearer = Bearer(token, state, shown=True, standing=stands, scheme=wanted)
    if by != wanted:
        if token.jkt:
            exchange.note(proof={"wrong": ["scheme"]})
        return replace(bearer, token=None, reason=f"the access token is to be shown by the scheme {wanted}")
    return bearer if token.jkt is None else _bound(space, exchange, request, bearer, token)


def _bound(space: Space, exchange: Exchange, request: Request, bearer: Bearer, token: AccessToken) -> Bearer:
    """Ask for the proof that whoever shows a bound token has its key."""
    try:
        jkt = require_proof(space, exchange, request, token.value)
    except InvalidProofError as error:
        return replace(bearer, token=None, scheme=error.scheme, error=error.error, reason=str(error.description))
    if jkt != token.jkt:
        return replace(bearer, token=None, reason="the access token is bound to another key")
    return bearer


def whose(authorization: Authorization) -> JsonObject:
    """Return the facts of an exchange about whose data it is, and who signed in for them if it was another."""
    mandate = authorization.mandate and speaks_for_another(authorization.mandate)
    told: JsonObject = {"persona": authorization.persona_id}
    return told if mandate is None else {**told, "actor": mandate.actor_id, "relation": mandate.relation}


def challenge(bearer: Bearer) -> str:
    """Return the WWW-Authenticate of a refusal; no error code when no token was shown (RFC 6750, 3.1)."""
    if not bearer.shown:
        return f'{BEARER} realm="{REALM}"'
    said = f'{bearer.scheme} realm="{REALM}", error="{bearer.error}", error_description="{bearer.description}"'
    return said if bearer.scheme == BEARER else f'{said}, algs="{" ".join(PROOF_ALGORITHMS)}"'
