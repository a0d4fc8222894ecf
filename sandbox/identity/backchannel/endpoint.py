"""The backchannel authentication endpoint (CIBA Core 1.0, 7)."""

import re
from typing import Final

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import AccessDeniedError, InvalidRequestError, InvalidScopeError, UnauthorizedClientError
from flask import jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.identity.authorization import level
from sandbox.identity.backchannel.errors import InvalidBindingMessageError, UnknownUserIdError
from sandbox.identity.backchannel.grant import CIBA
from sandbox.identity.backchannel.requests import BackchannelRequest, BackchannelRequests, TooManyRequestsError
from sandbox.identity.realm import Realm
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.oidc.client_authentication import authenticate_client
from sandbox.oidc.clients import RegisteredClient
from sandbox.oidc.errors import ClientNotAuthenticatedError, json_answer
from sandbox.oidc.token import check_form

_OTHER_HINTS = ("login_hint_token", "id_token_hint")
_METHOD = "client_secret_basic"
_POSITIVE: Final = re.compile(r"0*[1-9][0-9]{0,8}\Z", re.ASCII)


def authenticate(realm: Realm, exchange: Exchange) -> ResponseReturnValue:
    """Take a request to authenticate somebody on their own device; the client then polls the token endpoint."""
    try:
        check_form(request)
        client = _client(realm, exchange)
        asked = _ask(realm, exchange, client)
    except OAuth2Error as error:
        exchange.note(error=error.error)
        return json_answer(error)
    exchange.secret("code", asked.id)
    exchange.note(persona=asked.person_id, binding_message=asked.message)
    seconds = inferred().identity_providers.prosanteconnect.backchannel.expires_in
    answer = jsonify({"auth_req_id": asked.id, "expires_in": seconds, "interval": int(asked.interval)})
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _client(realm: Realm, exchange: Exchange) -> RegisteredClient:
    client = authenticate_client(realm, exchange, request)
    if client.metadata.token_endpoint_auth_method != _METHOD:
        raise ClientNotAuthenticatedError(f"this endpoint takes {_METHOD} only")
    if not client.check_grant_type(CIBA):
        raise UnauthorizedClientError("the client did not register the CIBA grant")
    return client


def _ask(realm: Realm, exchange: Exchange, client: RegisteredClient) -> BackchannelRequest:
    form, rules = request.form, inferred().identity_providers.prosanteconnect.backchannel
    scope = tuple(dict.fromkeys(form.get("scope", "").split()))
    if "openid" not in scope or not set(scope) <= set(client.metadata.scope):
        raise InvalidScopeError("the scope must hold openid and nothing beyond what the client registered")
    if form.get("request"):
        raise InvalidRequestError("signed requests are not played: send the parameters themselves")
    if not _POSITIVE.match(form.get("requested_expiry", "1")):
        raise InvalidRequestError("requested_expiry must be a positive whole number of seconds")
    if any(form.get(hint) for hint in _OTHER_HINTS) or not form.get("login_hint"):
        raise InvalidRequestError("login_hint must be given, and no other hint")
    acr = level(realm, form.get("acr_values"))
    message = form.get("binding_message", "")
    if len(message) > rules.longest_message or not message.isprintable():
        raise InvalidBindingMessageError
    person = realm.subjects.by_login(form["login_hint"])
    if person is None:
        raise UnknownUserIdError
    try:
        return realm.part(BackchannelRequests).open(
            client.client_id,
            person.id,
            scope=scope,
            acr=acr,
            message=message,
            seconds=rules.expires_in,
            interval=rules.interval,
            episode=exchange.episode,
        )
    except TooManyRequestsError as error:
        raise AccessDeniedError("too many requests wait for this person") from error
