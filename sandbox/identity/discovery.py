"""The discovery document of an identity provider (OpenID Connect Discovery, 3), from its declaration."""

from flask import jsonify
from flask.typing import ResponseReturnValue

from sandbox.identity.realm import Realm
from sandbox.journal.exchange import Exchange
from sandbox.json_value import JsonObject, JsonValue
from sandbox.oidc.authorization_checks import CHALLENGE_METHODS, RESPONSE_MODES
from sandbox.oidc.client_metadata import CONTENT_ENCRYPTION, RESPONSE_TYPES, Offer
from sandbox.oidc.pages import LANGUAGES


def discover(realm: Realm, _exchange: Exchange) -> ResponseReturnValue:
    """Answer the document."""
    return jsonify(document(realm))


def document(realm: Realm) -> JsonObject:
    """Describe a realm by what its provider declares."""
    provider = realm.provider
    return {
        "issuer": realm.issuer,
        **_places(realm),
        "response_types_supported": list(RESPONSE_TYPES),
        "response_modes_supported": list(RESPONSE_MODES),
        "code_challenge_methods_supported": list(CHALLENGE_METHODS),
        "acr_values_supported": list(provider.levels.methods),
        "prompt_values_supported": list(provider.prompts),
        "subject_types_supported": [provider.subject_type],
        "claims_supported": _claims(realm),
        "ui_locales_supported": list(LANGUAGES),
        "authorization_response_iss_parameter_supported": True,
        "request_parameter_supported": False,
        "request_uri_parameter_supported": False,
        "claims_parameter_supported": False,
        **_offered(provider.offer),
    }


def _places(realm: Realm) -> JsonObject:
    places = realm.provider.places
    below = {
        "token_endpoint": places.token,
        "userinfo_endpoint": places.userinfo,
        "jwks_uri": places.jwks,
        "end_session_endpoint": places.end_session,
        "revocation_endpoint": places.revocation,
        "introspection_endpoint": places.introspection,
        "backchannel_authentication_endpoint": places.backchannel_authentication,
    }
    found: JsonObject = {"authorization_endpoint": realm.host.issuer + places.authorization}
    found |= {name: realm.issuer + path for name, path in below.items() if path is not None}
    for name in ("revocation", "introspection"):
        if f"{name}_endpoint" in found:
            found[f"{name}_endpoint_auth_methods_supported"] = list(realm.provider.offer.auth_methods)
    if places.backchannel_authentication is not None:
        found["backchannel_token_delivery_modes_supported"] = ["poll"]
        found["backchannel_user_code_parameter_supported"] = False
    return found


def _claims(realm: Realm) -> list[JsonValue]:
    of_tokens = ("iss", "sub", "aud", "exp", "iat", "auth_time", "acr", "amr", "nonce", "at_hash")
    opened = (claim for claims in realm.provider.claims.values() for claim in claims)
    return list(dict.fromkeys((*of_tokens, *opened)))


def _offered(offer: Offer) -> JsonObject:
    offered: JsonObject = {
        "scopes_supported": list(offer.scopes),
        "grant_types_supported": list(offer.grant_types),
        "token_endpoint_auth_methods_supported": list(offer.auth_methods),
        "id_token_signing_alg_values_supported": list(offer.id_token_algorithms),
    }
    if "private_key_jwt" in offer.auth_methods:
        offered["token_endpoint_auth_signing_alg_values_supported"] = list(offer.assertion_algorithms)
    if signed := [algorithm for algorithm in offer.userinfo_algorithms if algorithm is not None]:
        offered["userinfo_signing_alg_values_supported"] = list[JsonValue](signed)
    if offer.encryption_algorithms:
        for what in ("id_token", "userinfo"):
            offered[f"{what}_encryption_alg_values_supported"] = list(offer.encryption_algorithms)
            offered[f"{what}_encryption_enc_values_supported"] = [CONTENT_ENCRYPTION]
    return offered
