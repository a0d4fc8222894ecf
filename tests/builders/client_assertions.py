"""Clients that authenticate by assertion, honestly or not."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING, Any

from builders.agreed_app import OWNER, AgreedApp
from builders.tokens import sign
from joserfc.jwk import ECKey, Key, OKPKey, RSAKey

from catalogue_portal.credentials import service
from catalogue_portal.credentials.service import RegistrationWish

if TYPE_CHECKING:
    from catalogue_portal.credentials.models import Registration

ISSUER = "http://localhost:8080"
TYPE = "client-authentication+jwt"
ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
_numbers = itertools.count()


def new_key(algorithm: str = "ES256") -> Key:
    """A private key for this algorithm."""
    match algorithm:
        case "ES256":
            return ECKey.generate_key("P-256", auto_kid=True)
        case "ES384":
            return ECKey.generate_key("P-384", auto_kid=True)
        case "EdDSA" | "Ed25519":
            return OKPKey.generate_key("Ed25519", auto_kid=True)
        case _:
            return RSAKey.generate_key(2048, auto_kid=True)


def public_set(*keys: Key) -> dict[str, Any]:
    """Their JWKS."""
    return {"keys": [dict(key.as_dict(private=False)) for key in keys]}


def registered(world: AgreedApp, *keys: Key, label_id: str | None = None) -> Registration:
    """The app of the world, labelled and registered with these keys."""
    label_id = label_id or world.issue_label().id
    with world.context.database.writing() as session:
        wish = RegistrationWish(public_set(*keys), ["https://carnet.example/callback"])
        return service.register(session, OWNER, label_id, wish, publication=world.publication)


def assertion(
    client_id: str,
    key: Key,
    *,
    now: float,
    alg: str = "ES256",
    header: dict[str, Any] | None = None,
    **claims: Any,  # noqa: ANN401
) -> str:
    """An assertion as RFC 10070 wants it; a header member or claim given as None is left out."""
    whole = {
        "iss": client_id,
        "sub": client_id,
        "aud": ISSUER,
        "iat": int(now),
        "exp": int(now) + 60,
        "jti": f"jti-{next(_numbers)}",
    } | claims
    head = {"alg": alg, "typ": TYPE, "kid": key.kid} | (header or {})
    return sign(
        {name: value for name, value in head.items() if value is not None},
        {name: value for name, value in whole.items() if value is not None},
        key,
    )


def token_request(compact: str, **more: str) -> dict[str, str]:
    """The form of a token request."""
    return {
        "grant_type": "client_credentials",
        "client_assertion_type": ASSERTION_TYPE,
        "client_assertion": compact,
    } | more
