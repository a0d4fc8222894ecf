"""The token endpoint (RFC 6749, 3.2)."""

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import Request, Response, g, request
from flask.typing import ResponseReturnValue

from sandbox.journal.exchange import Exchange
from sandbox.oidc.assertion_facts import note_assertion
from sandbox.oidc.authorization_server import AuthorizationServer
from sandbox.oidc.client_authentication import authenticate_client
from sandbox.oidc.client_metadata import CLIENT_CREDENTIALS
from sandbox.oidc.dpop import require_proof
from sandbox.oidc.errors import UnsupportedGrantTypeError
from sandbox.oidc.label_status import require_label_in_force
from sandbox.oidc.token_facts import note_token_request
from sandbox.spaces import Space

_FORM = "application/x-www-form-urlencoded"


def token(space: Space, exchange: Exchange) -> ResponseReturnValue:
    """Exchange a code or a refresh token for tokens."""
    return answer_token_request(space, exchange, space.part(AuthorizationServer))


def answer_token_request(space: Space, exchange: Exchange, server: AuthorizationServer) -> ResponseReturnValue:
    """Check who asks and for what, then let the grant of the server answer."""
    try:
        note_token_request(space, exchange, request.form, request.args)
        check_form(request)
        _check_grant_type(server, request)
        if request.form["grant_type"] == CLIENT_CREDENTIALS:
            note_assertion(space, exchange, request.form.get("client_assertion", ""))
        g.client = authenticate_client(space, exchange, request)
        require_label_in_force(space, g.client.label)
        g.jkt = require_proof(space, exchange, request) if g.client.metadata.dpop_bound_access_tokens else None
        with space.lock:  # of two uses of one code or refresh token at once, one is the replay
            answer: Response = server.create_token_response()
    except OAuth2Error as error:
        answer = server.handle_error_response(request, error)
    exchange.note(error=(answer.get_json(silent=True) or {}).get("error"))
    return answer


def check_form(received: Request) -> None:
    """Refuse a body that is no form, and parameters given twice (RFC 6749, 3.2)."""
    if received.mimetype != _FORM:
        raise InvalidRequestError(f"the body must be {_FORM}")
    if any(len(received.form.getlist(name)) > 1 for name in received.form):
        raise InvalidRequestError("a parameter is given more than once")


def _check_grant_type(server: AuthorizationServer, received: Request) -> None:
    grant_type = received.form.get("grant_type")
    if not grant_type:
        raise InvalidRequestError("grant_type must be given, in the body")
    if grant_type not in server.grant_types:
        raise UnsupportedGrantTypeError
