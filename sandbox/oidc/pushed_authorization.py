"""The pushed authorization request endpoint (RFC 9126, 2)."""

from typing import Final

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from sandbox.hooks import JsonAnswer, apply
from sandbox.journal.exchange import Exchange
from sandbox.oidc import authorization_checks
from sandbox.oidc.client_authentication import authenticate_client
from sandbox.oidc.dpop import require_proof
from sandbox.oidc.errors import json_answer
from sandbox.oidc.label_status import require_label_in_force
from sandbox.oidc.launches import LAUNCH_CHECKS
from sandbox.oidc.pushed_requests import PushedRequests, without_credentials
from sandbox.oidc.request_objects import opened
from sandbox.oidc.token import check_form
from sandbox.spaces import Space

_UNCACHED: Final = {"Cache-Control": "no-cache, no-store"}


def push(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Take an authorization request from its client itself; give the `request_uri` that stands for it."""
    try:
        honest = _accept(space, exchange)
    except OAuth2Error as error:
        exchange.note(error=error.error)
        return json_answer(error)
    told = apply(exchange, "pushed_response", honest)
    answer: Response = jsonify(told.body)
    answer.status_code = told.status
    answer.headers.extend(told.headers)
    return answer


def _accept(space: Space, exchange: Exchange) -> JsonAnswer:
    """Authenticate the client, refuse a `request_uri`, check the rest as the authorization endpoint does (2.1)."""
    parameters = opened(space, exchange, without_credentials(request.form))
    exchange.secret("jwt", parameters.get("id_token_hint", ""))
    exchange.note(**authorization_checks.facts_of(space, parameters))
    check_form(request)
    client = authenticate_client(space, exchange, request)
    require_label_in_force(space, client.label)
    if "request_uri" in parameters:
        raise InvalidRequestError("request_uri cannot be pushed")
    if client.metadata.dpop_bound_access_tokens and "DPoP" in request.headers:
        _bind(parameters, require_proof(space, exchange, request))
    asked = authorization_checks.identify(space, parameters, pushed=True)
    authorization_checks.check(asked, (*authorization_checks.CHECKS, *LAUNCH_CHECKS))
    pushed = space.part(PushedRequests)
    seconds = pushed.lifetime(exchange.owner())
    request_uri = pushed.keep(client.client_id, parameters, exchange=exchange.id, seconds=seconds)
    return JsonAnswer(201, {"request_uri": request_uri, "expires_in": seconds}, dict(_UNCACHED))


def _bind(parameters: MultiDict[str, str], jkt: str) -> None:
    """Bind the code to the key of a proof that came along, as `dpop_jkt` would (RFC 9449, 10.1)."""
    if parameters.setdefault("dpop_jkt", jkt) != jkt:
        raise InvalidRequestError("dpop_jkt is not the key of the proof")
