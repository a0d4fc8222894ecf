"""The UserInfo endpoint (OpenID Connect Core, 5.3)."""

from flask import jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.hooks import JsonAnswer, apply
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc.bearer import challenge, read_bearer
from sandbox.oidc.clients import Clients
from sandbox.oidc.errors import REALM, plain_error
from sandbox.oidc.id_token import person_claims
from sandbox.oidc.pairwise import subject
from sandbox.people.people import People
from sandbox.spaces import Space


def userinfo(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Return the claims that the access token's scope opens."""
    bearer = read_bearer(space, exchange, request)
    token = bearer.token
    client = space.part(Clients).find(token.authorization.client_id) if token else None
    persona = space.part(People).find(token.authorization.persona_id) if token else None
    if token is None or client is None or persona is None or bearer.state != "valid":
        answer = plain_error("invalid_token", f"the access token is {bearer.state}", 401)
        answer.headers["WWW-Authenticate"] = challenge(bearer)
        return answer
    if bearer.standing == "suspended":  # no other registered code comes nearer (RFC 6750, 3.1)
        answer = plain_error("insufficient_scope", inferred().measures.account_suspended, 403)
        answer.headers["WWW-Authenticate"] = f'Bearer realm="{REALM}", error="insufficient_scope"'
        return answer
    claims = {"sub": subject(space, client, persona), **person_claims(exchange, persona, token.scope)}
    told = apply(exchange, "userinfo_response", JsonAnswer(200, claims))
    answer = jsonify(told.body)
    answer.status_code = told.status
    answer.headers.update(told.headers)
    answer.headers["Cache-Control"] = "no-store"
    return answer
