"""The endpoints of the OpenID provider: one row each; routing and the discovery document both come from these rows."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final, cast, get_args

from flask import Response
from flask.typing import ResponseReturnValue

from sandbox.endpoint import Endpoint
from sandbox.inferred import inferred
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonValue
from sandbox.oidc.authorization import authorize
from sandbox.oidc.authorization_checks import CHALLENGE_METHODS, PROMPTS, RESPONSE_MODES, SIGNED_RESPONSE_MODES
from sandbox.oidc.authorization_server import AuthorizationServer
from sandbox.oidc.client_certificates import METHOD, MUTUAL
from sandbox.oidc.client_metadata import (
    ASSERTION_ALGORITHMS,
    CLIENT_CREDENTIALS,
    HMAC,
    REQUEST_OBJECT_ALGORITHMS,
    RESPONSE_TYPES,
    AuthMethod,
)
from sandbox.oidc.clients import Clients
from sandbox.oidc.consent import consent
from sandbox.oidc.discovery import discovery
from sandbox.oidc.dpop import PROOF_ALGORITHMS
from sandbox.oidc.id_token import STANDARD_CLAIMS
from sandbox.oidc.jwks import jwks
from sandbox.oidc.logout import logout
from sandbox.oidc.pages import LANGUAGES
from sandbox.oidc.pairwise import SUBJECT_TYPE
from sandbox.oidc.pushed_authorization import push
from sandbox.oidc.pushed_requests import takes_no_others, takes_pushed_requests
from sandbox.oidc.registration_endpoint import register
from sandbox.oidc.request_objects import takes_request_objects
from sandbox.oidc.revocation import revoke
from sandbox.oidc.sign_in import sign_in
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.oidc.terms import terms
from sandbox.oidc.token import token
from sandbox.oidc.userinfo import userinfo
from sandbox.oidc.whose_space import whose_space
from sandbox.spaces import Space

_AUTHENTICATED = ("token", "revoke", "pushed_authorization_request")  # where clients say who they are
_STYLESHEET = Path(__file__).with_name("assets") / "space.css"


def _authorization_metadata(space: Space) -> Mapping[str, JsonValue]:
    algorithms: tuple[JsonValue, ...] = REQUEST_OBJECT_ALGORITHMS
    return {
        "response_types_supported": list(RESPONSE_TYPES),
        "response_modes_supported": list(RESPONSE_MODES),
        "code_challenge_methods_supported": list(CHALLENGE_METHODS),
        "prompt_values_supported": list(PROMPTS),
        "scopes_supported": [*inferred().scopes, *_service_scopes(space)],
        "ui_locales_supported": list(LANGUAGES),
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": takes_request_objects(space),
        **({"request_object_signing_alg_values_supported": [*algorithms]} if takes_request_objects(space) else {}),
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
        **_signed_response_metadata(space),
    }


def _signed_response_metadata(space: Space) -> Mapping[str, JsonValue]:
    """Say that responses may be signed (JARM, 4), where a client registered for it."""
    if not space.part(Clients).any_asks(lambda client: client.authorization_signed_response_alg is not None):
        return {}
    return {
        "response_modes_supported": [*RESPONSE_MODES, *SIGNED_RESPONSE_MODES],
        "authorization_signing_alg_values_supported": list(space.part(terms).offer.response_algorithms),
    }


def _service_scopes(space: Space) -> tuple[str, ...]:
    """Return the scopes of services, where a client has one."""
    asked = space.part(Clients).any_asks(lambda client: CLIENT_CREDENTIALS in client.grant_types)
    return inferred().service_scopes if asked else ()


def _token_metadata(space: Space) -> Mapping[str, JsonValue]:
    claims = [*STANDARD_CLAIMS, *(claim for opened in inferred().claims.values() for claim in opened)]
    return {
        "grant_types_supported": list(space.part(AuthorizationServer).grant_types),
        "token_endpoint_auth_methods_supported": _auth_methods(space),
        "token_endpoint_auth_signing_alg_values_supported": list(ASSERTION_ALGORITHMS),
        "id_token_signing_alg_values_supported": _id_token_algorithms(space),
        "subject_types_supported": [SUBJECT_TYPE],
        "claims_supported": cast("list[JsonValue]", claims),
        **_proof_metadata(space),
        **_mutual_tls_metadata(space),
    }


def _id_token_algorithms(space: Space) -> list[JsonValue]:
    asked = space.part(Clients).any_asks(lambda client: client.id_token_signed_response_alg == HMAC)
    return [*space.part(SigningKeys).algorithms, *((HMAC,) if asked else ())]


def _proof_metadata(space: Space) -> Mapping[str, JsonValue]:
    if not space.part(Clients).any_asks(lambda client: client.dpop_bound_access_tokens):
        return {}
    return {"dpop_signing_alg_values_supported": list(PROOF_ALGORITHMS)}


def _userinfo_metadata(space: Space) -> Mapping[str, JsonValue]:
    if not space.part(Clients).any_asks(lambda client: client.userinfo_signed_response_alg is not None):
        return {}
    return {"userinfo_signing_alg_values_supported": list(space.part(SigningKeys).algorithms)}


def _revocation_metadata(space: Space) -> Mapping[str, JsonValue]:
    return {
        "revocation_endpoint_auth_methods_supported": _auth_methods(space),
        "revocation_endpoint_auth_signing_alg_values_supported": list(ASSERTION_ALGORITHMS),
    }


def _logout_metadata(_space: Space) -> Mapping[str, JsonValue]:
    return {"backchannel_logout_supported": True, "backchannel_logout_session_supported": True}


def _pushed_metadata(space: Space) -> Mapping[str, JsonValue]:
    return {"require_pushed_authorization_requests": takes_no_others(space)}


def _auth_methods(space: Space) -> list[JsonValue]:
    return [method for method in get_args(AuthMethod) if method != METHOD or _knows_certificates(space)]


def _knows_certificates(space: Space) -> bool:
    return space.part(Clients).any_asks(lambda client: client.token_endpoint_auth_method == METHOD)


def _mutual_tls_metadata(space: Space) -> Mapping[str, JsonValue]:
    """Say where clients are asked for their certificate (RFC 8705, 5), where one is known by it."""
    if not _knows_certificates(space):
        return {}
    root = space.coordinates.root(MUTUAL)
    aliased = (one for one in ENDPOINTS if one.name in _AUTHENTICATED and one.open_in(space))
    return {"mtls_endpoint_aliases": {str(one.published_as): root + one.path for one in aliased}}


def _trusts_an_issuer(space: Space) -> bool:
    return space.trust is not None


def _describe(space: Space, exchange: Exchange) -> ResponseReturnValue:
    return discovery(space, exchange, ENDPOINTS)


def _stylesheet(_space: Space, _exchange: Exchange) -> ResponseReturnValue:
    answer = Response(_STYLESHEET.read_text("utf-8"), content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = "max-age=3600"
    return answer


READ: Final = ("GET",)
FORM: Final = ("GET", "POST")
CALL: Final = ("POST",)

ENDPOINTS: Final = (
    Endpoint("discovery", "/.well-known/openid-configuration", READ, _describe),
    Endpoint("authorize", "/oauth2/authorize", FORM, authorize, "authorization_endpoint", _authorization_metadata),
    Endpoint(
        *("pushed_authorization_request", "/oauth2/par", CALL, push, "pushed_authorization_request_endpoint"),
        metadata=_pushed_metadata,
        open_in=takes_pushed_requests,
    ),
    Endpoint("token", "/oauth2/token", CALL, token, "token_endpoint", _token_metadata),
    Endpoint("userinfo", "/oauth2/userinfo", FORM, userinfo, "userinfo_endpoint", _userinfo_metadata),
    Endpoint("jwks", "/oauth2/jwks", READ, jwks, "jwks_uri"),
    Endpoint("revoke", "/oauth2/revoke", CALL, revoke, "revocation_endpoint", _revocation_metadata),
    Endpoint("logout", "/oauth2/logout", FORM, logout, "end_session_endpoint", _logout_metadata),
    Endpoint("register", "/oauth2/register", CALL, register, "registration_endpoint", open_in=_trusts_an_issuer),
    Endpoint("sign_in", "/sign-in", FORM, sign_in),
    Endpoint("whose_space", "/whose-space", FORM, whose_space),
    Endpoint("consent", "/consent", FORM, consent),
    Endpoint("assets", "/assets/space.css", READ, _stylesheet),
)
