"""What an issuer signs for its clients: a JWT with its key of an algorithm (RFC 7519, 7.1)."""

from typing import cast

from joserfc import jwt

from sandbox.hooks import Forge, SignedToken
from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.oidc.signing_keys import SigningKeys
from sandbox.spaces import Space


def sign(space: Space, algorithm: SigningAlgorithm, claims: JsonObject, forge: Forge | None = None) -> SignedToken:
    """Sign claims; `forge` writes what a fault may put in their place."""
    key = space.part(SigningKeys).of(algorithm)
    header: JsonObject = {"typ": "JWT", "alg": algorithm, "kid": key.kid}
    jws = jwt.encode(cast("dict[str, str]", dict(header)), dict(claims), key, [algorithm])
    return SignedToken(header, claims, jws, forge)
