"""What the space could also have signed: for the faults of the `id_token` seam, of no use to an honest answer."""

import hashlib
import hmac
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeAlias, cast

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from sandbox.hooks import SignedToken, Signer
from sandbox.json_value import JsonObject
from sandbox.oidc import foreign_keys
from sandbox.oidc.client_metadata import HMAC, IdTokenAlgorithm, SigningAlgorithm
from sandbox.oidc.foreign_keys import base64url
from sandbox.oidc.signing_keys import SigningKey, SigningKeys

_COORDINATE: Final = 32  # bytes of r and of s in a signature on P-256

Secret: TypeAlias = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey | bytes
Hand: TypeAlias = tuple[str, str | None, Secret]  # alg, kid, and with what it signs


@dataclass(frozen=True)
class TokenForge:
    """Writes other ID tokens for one pairing; see `sandbox.hooks.Forge`.

    For a client that has them signed with its secret, the keys are those that it could be told of all the same.
    """

    keys: SigningKeys
    algorithm: IdTokenAlgorithm
    about_somebody_else: Callable[[], JsonObject]
    earlier: Callable[[], SignedToken | None]
    client_secret: str | None = None

    def sign(self, claims: JsonObject, by: Signer, header: JsonObject) -> SignedToken | None:
        """Return claims signed; `header` changes members, None leaves one out. None if there is no such key."""
        hand = self._hand(by)
        if hand is None:
            return None
        algorithm, kid, secret = hand
        said: JsonObject = {"typ": "JWT", "alg": algorithm, "kid": kid, **header}
        said = {name: value for name, value in said.items() if value is not None}
        signed = f"{_segment(said)}.{_segment(claims)}"
        return SignedToken(said, claims, f"{signed}.{base64url(_signature(secret, signed.encode()))}", self)

    def stranger_jwk(self) -> JsonObject:
        """Return the public key of the stranger, or their secret (RFC 7517)."""
        if self.algorithm == HMAC:
            return foreign_keys.strange_secret_jwk()
        return cast("JsonObject", foreign_keys.stranger(self.algorithm).as_dict(private=False))

    def _hand(self, signer: Signer) -> Hand | None:
        keyed = self.keys.algorithms[0] if self.algorithm == HMAC else self.algorithm
        own, other = self.keys.of(keyed), next(one for one in self.keys.algorithms if one != keyed)
        hands: dict[Signer, Callable[[], Hand | None]] = {
            "space": lambda: self._by_secret(None, self.client_secret) or _hand_of(keyed, own),
            "other_algorithm": lambda: _hand_of(other, self.keys.of(other)),
            "retired": lambda: _hand_of(keyed, self.keys.retired(keyed)),
            "stranger": lambda: (
                self._by_secret(foreign_keys.STRANGER_KID, foreign_keys.STRANGE_SECRET)
                or _hand_of(keyed, foreign_keys.stranger(keyed))
            ),
            "weak": lambda: ("RS256", foreign_keys.WEAK_KID, foreign_keys.weak()),
            "symmetric": lambda: ("HS256", foreign_keys.SYMMETRIC_KID, foreign_keys.SYMMETRIC),
            "public_key": lambda: ("HS256", str(own.kid), _pem(own)),
        }
        return hands[signer]()

    def _by_secret(self, kid: str | None, secret: str | None) -> Hand | None:
        return (HMAC, kid, secret.encode()) if self.algorithm == HMAC and secret is not None else None


def forge_of(keys: SigningKeys, algorithm: SigningAlgorithm, claims: JsonObject) -> TokenForge:
    """Return the forge of what is about nobody else and came never before, so that only its signer may be another."""
    return TokenForge(keys, algorithm, about_somebody_else=lambda: claims, earlier=lambda: None)


def _hand_of(algorithm: SigningAlgorithm, key: SigningKey | None) -> Hand | None:
    private = None if key is None else key.private_key
    return None if key is None or private is None else (algorithm, str(key.kid), private)


def _pem(key: SigningKey) -> bytes:
    return key.public_key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def _signature(secret: Secret, content: bytes) -> bytes:
    """Sign as RFC 7518, 3 says: RS256, ES256 or HS256, by the kind of the key."""
    if isinstance(secret, bytes):
        return hmac.digest(secret, content, hashlib.sha256)
    if isinstance(secret, rsa.RSAPrivateKey):
        return secret.sign(content, padding.PKCS1v15(), hashes.SHA256())
    halves = decode_dss_signature(secret.sign(content, ec.ECDSA(hashes.SHA256())))
    return b"".join(half.to_bytes(_COORDINATE, "big") for half in halves)


def _segment(content: JsonObject) -> str:
    return base64url(json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode())
