"""Token introspection at an identity provider (RFC 7662): any authenticated client may ask about any access token.

Authlib's endpoint is left aside: it asks Authlib's own kind of token, and answers no more than is written here.
"""

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.clock import Clock
from sandbox.identity.realm import Realm
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc.authorizations import AccessToken, Authorizations
from sandbox.oidc.client_authentication import authenticate_client
from sandbox.oidc.clients import Clients
from sandbox.oidc.errors import json_answer
from sandbox.oidc.id_token import authentication_claims
from sandbox.oidc.token import check_form


def introspect(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Tell whether an access token is active, and for whom; of one that is not, nothing more (RFC 7662, 2.2)."""
    exchange.secret("access_token", request.form.get("token", ""))
    try:
        check_form(request)
        authenticate_client(realm, exchange, request)
        if not request.form.get("token"):
            raise InvalidRequestError("token must be given")
    except OAuth2Error as error:
        exchange.note(error=error.error)
        return json_answer(error)
    token = realm.part(Authorizations).access_token(request.form["token"])
    active = token is not None and token.state(realm.part(Clock).now()) == "valid"
    exchange.note(active=active)
    answer = jsonify(_described(realm, token) if token is not None and active else {"active": False})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _described(realm: Realm, token: AccessToken) -> JsonObject:
    authorization = token.authorization
    client = realm.part(Clients).find(authorization.client_id)
    subjects = realm.subjects
    described: JsonObject = {
        "active": True,
        "iss": realm.issuer,
        "client_id": authorization.client_id,
        "scope": " ".join(token.scope),
        "token_type": "Bearer",
        "exp": int(token.expires_at),
        "auth_time": authorization.auth_time,
        **authentication_claims(authorization),
    }
    if client is not None:
        described["sub"] = subjects.subject(client, authorization.persona_id)
    username = subjects.claims(authorization.persona_id).get("preferred_username")
    return described if username is None else {**described, "username": username}
