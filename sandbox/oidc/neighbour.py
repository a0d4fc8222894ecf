"""A second issuer beside the space, of somebody else, for apps that know two: nobody has an account there.

It answers every authorization request with `access_denied`, and issues nothing. Clients are those of the space. It
publishes no `iss` parameter (RFC 9207), as many issuers do not.
"""

from typing import Final
from urllib.parse import urlencode

from authlib.oauth2 import OAuth2Error
from authlib.oauth2.rfc6749 import InvalidRequestError
from flask import jsonify, request
from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.hooks import NeighbourAnswer, apply
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject
from sandbox.oidc import pages
from sandbox.oidc.authorization_checks import RESPONSE_MODES, without_empty_values
from sandbox.oidc.clients import Clients, RegisteredClient
from sandbox.oidc.discovery import document
from sandbox.oidc.endpoints import CALL, FORM, READ
from sandbox.oidc.endpoints import ENDPOINTS as OF_THE_SPACE
from sandbox.oidc.foreign_keys import stranger
from sandbox.oidc.pushed_requests import PushedRequests, requested, without_credentials
from sandbox.oidc.request_objects import opened
from sandbox.oidc.token_facts import note_token_request
from sandbox.spaces import NEIGHBOUR, Space

_ROOT: Final = f"/{NEIGHBOUR}"
_PATHS: Final = {
    "authorization_endpoint": "/oauth2/authorize",
    "token_endpoint": "/oauth2/token",
    "userinfo_endpoint": "/oauth2/userinfo",
    "jwks_uri": "/oauth2/jwks",
    "revocation_endpoint": "/oauth2/revoke",
    "pushed_authorization_request_endpoint": "/oauth2/par",
}
_NOT_THERE: Final = (
    *("end_session_endpoint", "registration_endpoint", "authorization_response_iss_parameter_supported"),
    "authorization_signing_alg_values_supported",
)


def _discovery(space: Space, _exchange: Exchange) -> ResponseReturnValue:
    described = {name: value for name, value in document(space, OF_THE_SPACE).items() if name not in _NOT_THERE}
    issuer = space.coordinates.issuer_2
    addresses = {name: issuer + path for name, path in _PATHS.items() if name in described}
    browsers_go_to = space.coordinates.root("pages") + _ROOT + _PATHS["authorization_endpoint"]
    modes = {"response_modes_supported": list(RESPONSE_MODES)}
    return jsonify({**described, "issuer": issuer, **addresses, "authorization_endpoint": browsers_go_to, **modes})


def _authorize(space: Space, exchange: Exchange) -> ResponseReturnValue:
    asked = without_empty_values(request.args)
    try:
        asked = opened(space, exchange, requested(space, exchange, asked) or asked)
    except OAuth2Error as error:
        return pages.refusal(error)
    client = space.part(Clients).find(asked.get("client_id"))
    if client is None or not client.check_redirect_uri(asked.get("redirect_uri", "")):
        return pages.refusal(InvalidRequestError("no such client, or not its redirect URI"))
    refusal = {"error": "access_denied", **({"state": asked["state"]} if "state" in asked else {})}
    back = f"{asked['redirect_uri']}?{urlencode(refusal)}"
    told = apply(exchange, "neighbour_answer", NeighbourAnswer(back, _through_the_space(space, client, dict(asked))))
    answer = pages.see_other(told.location)
    answer.autocorrect_location_header = False
    return answer


def _through_the_space(space: Space, client: RegisteredClient, asked: dict[str, str]) -> str:
    """Return the same request in the name of the app's client at the space, of which everybody can know."""
    there = next((one for one in space.part(Clients).all() if one.client_id != client.client_id), client)
    known = there.metadata.redirect_uris
    changed = {
        "client_id": there.client_id,
        "redirect_uri": asked["redirect_uri"] if asked["redirect_uri"] in known else known[0],
        "scope": " ".join(one for one in asked.get("scope", "").split() if one in there.metadata.scope),
    }
    return f"{space.coordinates.authorization_endpoint}?{urlencode(asked | changed)}"


def _push(space: Space, exchange: Exchange) -> ResponseReturnValue:
    asked, pushed = without_credentials(request.form), space.part(PushedRequests)
    seconds = pushed.lifetime(exchange.owner())
    given = pushed.keep(asked.get("client_id", ""), asked, exchange=exchange.id, seconds=seconds)
    return jsonify({"request_uri": given, "expires_in": seconds}), 201


def _token(space: Space, exchange: Exchange) -> ResponseReturnValue:
    note_token_request(space, exchange, request.form, request.args)
    return _refused({"error": "invalid_grant"}, 400)


def _userinfo(_space: Space, _exchange: Exchange) -> ResponseReturnValue:
    return _refused({"error": "invalid_token"}, 401)


def _jwks(_space: Space, _exchange: Exchange) -> ResponseReturnValue:
    return jsonify({"keys": [stranger("ES256").as_dict(private=False), stranger("RS256").as_dict(private=False)]})


def _revoke(_space: Space, _exchange: Exchange) -> ResponseReturnValue:
    return "", 200  # RFC 7009, 2.2: also for a token that it never issued


def _refused(body: JsonObject, status: int) -> ResponseReturnValue:
    return jsonify(body), status


def _in_a_run(space: Space) -> bool:
    return space.mode == "suite"


ENDPOINTS: Final = tuple(
    Endpoint(f"neighbour_{name}", _ROOT + path, methods, view, open_in=_in_a_run)
    for name, path, methods, view in (
        ("discovery", "/.well-known/openid-configuration", READ, _discovery),
        ("authorize", _PATHS["authorization_endpoint"], READ, _authorize),
        ("pushed_authorization_request", _PATHS["pushed_authorization_request_endpoint"], CALL, _push),
        ("token", _PATHS["token_endpoint"], CALL, _token),
        ("userinfo", _PATHS["userinfo_endpoint"], FORM, _userinfo),
        ("jwks", _PATHS["jwks_uri"], READ, _jwks),
        ("revoke", _PATHS["revocation_endpoint"], CALL, _revoke),
    )
)
