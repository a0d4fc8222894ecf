"""The UserInfo endpoint (OpenID Connect Core, 5.3), in JSON or as a signed JWT."""

from http import HTTPStatus

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.hooks import JsonAnswer, apply
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.bearer import challenge, read_bearer
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.errors import REALM, plain_error
from sandbox.oidc.forge import forge_of
from sandbox.oidc.id_token import person_claims
from sandbox.oidc.pairwise import subject
from sandbox.oidc.signing import sign
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.people.people import People
from sandbox.spaces import Space


def userinfo(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Return the claims that the access token's scope opens."""
    bearer = read_bearer(space, exchange, request)
    token = bearer.token
    client = space.part(Clients).find(token.authorization.client_id) if token else None
    persona = space.part(People).find(token.authorization.persona_id) if token else None
    if token is None or client is None or persona is None or bearer.state != "valid":
        answer = plain_error(bearer.error, bearer.description, 401)
        answer.headers["WWW-Authenticate"] = challenge(bearer)
        return answer
    if bearer.standing == "suspended":  # no other registered code comes nearer (RFC 6750, 3.1)
        answer = plain_error("insufficient_scope", inferred().measures.account_suspended, 403)
        answer.headers["WWW-Authenticate"] = f'{bearer.scheme} realm="{REALM}", error="insufficient_scope"'
        return answer
    claims = {"sub": subject(space, client, persona), **person_claims(exchange, persona, token.scope)}
    answer = _written(
        space, exchange, client, apply(exchange, "userinfo_response", JsonAnswer(200, claims, scheme=bearer.scheme))
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _written(space: Space, exchange: Exchange, client: RegisteredClient, told: JsonAnswer) -> Response:
    algorithm = client.metadata.userinfo_signed_response_alg
    if algorithm is not None and told.status == HTTPStatus.OK:
        return Response(_signed(space, exchange, client, algorithm, told.body), content_type="application/jwt")
    answer = jsonify(told.body)
    answer.status_code = told.status
    answer.headers.update(told.headers)
    return answer


def _signed(
    space: Space, exchange: Exchange, client: RegisteredClient, algorithm: SigningAlgorithm, claims: JsonObject
) -> str:
    """Sign the claims, with who says so to whom (OpenID Connect Core, 5.3.2)."""
    claims = {**claims, "iss": space.issuer, "aud": client.client_id, "iat": int(space.part(Clock).now())}
    honest = sign(space, algorithm, claims, forge_of(space.part(SigningKeys), algorithm, claims))
    signed = apply(exchange, "userinfo_token", honest)
    exchange.secret("jwt", signed.jws)
    return signed.jws
