"""What an issuer signs for its clients: a JWT with its key of an algorithm, or with the client's secret (RFC 7519)."""

from typing import cast

from joserfc import jwt
from joserfc.jwk import OctKey

from sandbox.hooks import Forge, SignedToken
from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import HMAC, IdTokenAlgorithm, SigningAlgorithm
from sandbox.oidc.clients import RegisteredClient
from sandbox.oidc.signing_keys import SigningKey, SigningKeys
from sandbox.spaces import Space


def sign(space: Space, algorithm: SigningAlgorithm, claims: JsonObject, forge: Forge | None = None) -> SignedToken:
    """Sign claims; `forge` writes what a fault may put in their place."""
    return signed({"typ": "JWT", "alg": algorithm}, claims, space.part(SigningKeys).of(algorithm), forge)


def sign_for(
    space: Space, client: RegisteredClient, header: JsonObject, claims: JsonObject, forge: Forge | None = None
) -> SignedToken:
    """Sign claims by the algorithm that `header` names, which may be that of the secret of the client.

    The octets of the secret in UTF-8 are then the key, which has no `kid` (OpenID Connect Core, 10.1).
    """
    algorithm = cast("IdTokenAlgorithm", header["alg"])
    if algorithm == HMAC:
        return signed(header, claims, OctKey.import_key(client.secret), forge)
    return signed(header, claims, space.part(SigningKeys).of(algorithm), forge)


def sign_id_token(
    space: Space, client: RegisteredClient, claims: JsonObject, forge: Forge | None = None
) -> SignedToken:
    """Sign the claims of an ID token by the algorithm that its client registered."""
    header: JsonObject = {"typ": "JWT", "alg": client.metadata.id_token_signed_response_alg}
    return sign_for(space, client, header, claims, forge)


def signed(header: JsonObject, claims: JsonObject, key: SigningKey | OctKey, forge: Forge | None) -> SignedToken:
    """Sign claims with a key by the algorithm that `header` names; the header names the key, if it has a name."""
    header = header if key.kid is None else {**header, "kid": key.kid}
    jws = jwt.encode(cast("dict[str, str]", dict(header)), dict(claims), key, [str(header["alg"])])
    return SignedToken(header, claims, jws, forge)
