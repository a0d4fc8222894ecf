"""Recognise an ID token that this space signed, when it comes back as a hint or in a header of a business call."""

import json
from typing import cast

from authlib.oauth2.rfc6749 import InvalidRequestError
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet, OctKey

from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import HMAC
from sandbox.oidc.clients import Clients
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.spaces import Space

_DOTS_OF_JWE = 4


def claims_of_hint(space: Space, hint: str) -> JsonObject:
    """Return the claims of an `id_token_hint`, expired or not.

    Raises:
        InvalidRequestError: it is no ID token that this space signed.
    """
    claims = read_id_token(space, hint)
    if claims is None:
        encrypted = hint.count(".") == _DOTS_OF_JWE
        what = "encrypted: send the signed ID token inside it" if encrypted else "not an ID token of this space"
        raise InvalidRequestError(f"id_token_hint is {what}")
    return claims


def read_id_token(space: Space, compact: str) -> JsonObject | None:
    """Return the claims of an ID token signed by this space, expired or not; None for anything else."""
    try:
        key, algorithms = _verifier(space, compact)
        claims = jwt.decode(compact, key, algorithms=algorithms).claims
    except (JoseError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return None  # joserfc raises more than its own errors on hostile bytes
    if not isinstance(claims, dict) or claims.get("iss") != space.issuer:
        return None
    return cast("JsonObject", claims)


def _verifier(space: Space, compact: str) -> tuple[KeySet | OctKey, list[str]]:
    """Return what verifies a token: keys of the space, or the secret of the client that it says to be for."""
    keys, said = space.part(SigningKeys), jws.extract_compact(compact.encode())
    if said.headers().get("alg") == HMAC:
        client = space.part(Clients).get(json.loads(said.payload)["aud"])
        if client.metadata.id_token_signed_response_alg == HMAC:
            return OctKey.import_key(client.secret), [HMAC]
    return KeySet([*keys.ever()]), list(keys.algorithms)
