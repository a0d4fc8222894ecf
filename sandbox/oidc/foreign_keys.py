"""Keys that are none of the space's: a key and a secret of nobody's, and two keys that no key set should hold."""

import base64
import hashlib
from functools import cache
from typing import Final

from cryptography.hazmat.primitives.asymmetric import rsa

from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import SigningAlgorithm
from sandbox.oidc.signing_keys import SigningKey, new_signing_key

WEAK_KID: Final = "rsa-of-1024-bits"
SYMMETRIC_KID: Final = "symmetric"
STRANGER_KID: Final = "stranger"  # of their secret; their keys go by their thumbprints
SYMMETRIC: Final = hashlib.sha256(b"every client can read this key, so anybody can sign with it").digest()
STRANGE_SECRET: Final = hashlib.sha256(b"the secret of no client").hexdigest()
_WEAK_BITS: Final = 1024
_EXPONENT: Final = 65537


@cache
def stranger(algorithm: SigningAlgorithm) -> SigningKey:
    """Return a key that nobody published."""
    return new_signing_key(algorithm)


def strange_secret_jwk() -> JsonObject:
    """Return a secret that no client has, as whoever knows it may say it (RFC 7517)."""
    return _symmetric(STRANGER_KID, STRANGE_SECRET.encode())


@cache
def weak() -> rsa.RSAPrivateKey:
    """Return an RSA key shorter than RFC 7518, 3.3 allows."""
    return rsa.generate_private_key(_EXPONENT, _WEAK_BITS)


def weak_jwk() -> JsonObject:
    """Return its public half, as a key set holds it."""
    numbers = weak().public_key().public_numbers()
    return {
        "kty": "RSA",
        "kid": WEAK_KID,
        "use": "sig",
        "alg": "RS256",
        "n": _number(numbers.n),
        "e": _number(numbers.e),
    }


def symmetric_jwk() -> JsonObject:
    """Return the symmetric key, as a key set must not hold it."""
    return _symmetric(SYMMETRIC_KID, SYMMETRIC)


def _symmetric(kid: str, key: bytes) -> JsonObject:
    return {"kty": "oct", "kid": kid, "use": "sig", "alg": "HS256", "k": base64url(key)}


def base64url(content: bytes) -> str:
    """Return bytes as JOSE writes them (RFC 7515, 2)."""
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode("ascii")


def _number(value: int) -> str:
    return base64url(value.to_bytes((value.bit_length() + 7) // 8, "big"))
