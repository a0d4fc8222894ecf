"""What an identity provider encrypts for clients that registered for it (OpenID Connect Core, 10)."""

from authlib.oauth2.rfc6749 import InvalidRequestError
from joserfc import jwe
from joserfc.jwk import ECKey, KeySet, RSAKey

from sandbox.identity.realm import Realm
from sandbox.oidc.client_keys import ClientKeys
from sandbox.oidc.client_metadata import CONTENT_ENCRYPTION
from sandbox.oidc.clients import RegisteredClient

ENCRYPTION_ALGORITHMS = ("RSA-OAEP", "ECDH-ES")


def encrypted(realm: Realm, client: RegisteredClient, algorithm: str | None, jws: str) -> str:
    """Encrypt a JWS for a client, so that it is a nested JWT (RFC 7519, A.2); as it is when no algorithm is given.

    Raises:
        InvalidRequestError: the client has no key to encrypt for.
    """
    if algorithm is None:
        return jws
    key = _key_to_encrypt_for(realm.part(ClientKeys).of(client), algorithm)
    header = {"alg": algorithm, "enc": CONTENT_ENCRYPTION, "cty": "JWT"} | ({"kid": key.kid} if key.kid else {})
    return jwe.encrypt_compact(header, jws.encode(), key, algorithms=[algorithm, CONTENT_ENCRYPTION])


def _key_to_encrypt_for(keys: KeySet, algorithm: str) -> RSAKey | ECKey:
    kind = RSAKey if algorithm.startswith("RSA") else ECKey
    usable = [key for key in keys.keys if isinstance(key, kind) and key.get("use") in (None, "enc")]
    for key in sorted(usable, key=lambda key: key.get("use") is None):  # those meant for it first
        return key
    raise InvalidRequestError("the client has no key that its tokens could be encrypted for")
