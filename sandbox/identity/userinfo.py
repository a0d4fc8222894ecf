"""The UserInfo endpoint of an identity provider (OpenID Connect Core, 5.3), in JSON or as a signed JWT."""

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.identity.issuing import opened_claims
from sandbox.identity.jose import encrypted
from sandbox.identity.realm import Realm
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.bearer import challenge, read_bearer
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.errors import plain_error
from sandbox.oidc.signing import sign


def userinfo(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Return what the access token's scope opens of the person."""
    bearer = read_bearer(realm, exchange, request)
    token = bearer.token
    client = realm.part(Clients).find(token.authorization.client_id) if token else None
    if token is None or client is None or bearer.state != "valid":
        refusal = plain_error("invalid_token", f"the access token is {bearer.state}", 401)
        refusal.headers["WWW-Authenticate"] = challenge(bearer)
        return refusal
    subject = realm.subjects.subject(client, token.authorization.persona_id)
    claims: JsonObject = {"sub": subject, **opened_claims(realm, token.authorization, token.scope)}
    answer = _written(realm, exchange, client, claims)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _written(realm: Realm, exchange: Exchange, client: RegisteredClient, claims: JsonObject) -> Response:
    algorithm = client.metadata.userinfo_signed_response_alg
    if algorithm is None:
        return jsonify(claims)
    now = int(realm.part(Clock).now())
    jws = sign(realm, algorithm, {**claims, "iss": realm.issuer, "aud": client.client_id, "iat": now}).jws
    exchange.secret("jwt", jws)
    compact = encrypted(realm, client, client.metadata.userinfo_encrypted_response_alg, jws)
    return Response(compact, content_type="application/jwt")
