"""The public keys of a client: which are acceptable at registration, and which one verifies an assertion."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, Self

from joserfc.errors import JoseError
from joserfc.jwk import ECKey, Key, OKPKey, import_key

from catalogue_portal.errors import Invalid

MOST_KEYS: Final = 2
"""One in use and one to rotate to."""
SMALLEST_RSA: Final = 2048
ALGORITHMS_BY_KEY_TYPE: Final[Mapping[str, tuple[str, ...]]] = {
    "EC P-256": ("ES256",),
    "EC P-384": ("ES384",),
    "OKP Ed25519": ("Ed25519", "EdDSA"),
    "RSA": ("PS256", "RS384"),
}
_PUBLIC_MEMBERS: Final = ("kty", "crv", "x", "y", "n", "e", "alg")
_PRIVATE_MEMBERS: Final = frozenset({"d", "p", "q", "dp", "dq", "qi", "oth", "k"})
_LARGEST_KEY_SET: Final = 16 * 1024


@dataclass(frozen=True)
class ClientKeys:
    """An accepted key set, parsed."""

    keys: tuple[Key, ...]

    @classmethod
    def of(cls, jwks: Mapping[str, Any]) -> Self:
        """Parse a stored key set; a given set is parsed once."""
        return cls(_parsed(json.dumps(jwks, sort_keys=True)))

    def find(self, kid: object, algorithm: str) -> Key | None:
        """Return the key that an assertion names, if it can be used with that algorithm.

        Without `kid` the choice must leave no doubt: there is one key, or none fits.
        """
        fitting = [key for key in self.keys if key.kid == kid] if kid is not None else list(self.keys)
        if len(fitting) != 1:
            return None
        named = fitting[0].get("alg")
        allowed = (named,) if named else ALGORITHMS_BY_KEY_TYPE.get(_type(fitting[0]), ())
        return fitting[0] if algorithm in allowed else None


def accept_key_set(jwks: object) -> dict[str, Any]:
    """Check a key set that a publisher registers, and return it in the form in which it is kept: public members only.

    Raises:
        Invalid: not a key set, none or too many keys, a private or shared one, a weak one, or two of one name.
    """
    if not isinstance(jwks, Mapping) or not isinstance(jwks.get("keys"), list):
        raise Invalid("A key set is an object with a list `keys` (RFC 7517 section 5).", code="bad_key_set")
    if len(json.dumps(jwks)) > _LARGEST_KEY_SET:
        raise Invalid("The key set is larger than 16 kilobytes.", code="bad_key_set")
    keys = [_accept(key) for key in jwks["keys"]]
    if not 1 <= len(keys) <= MOST_KEYS:
        raise Invalid("Register one key, or two while you rotate.", code="bad_key_set")
    if len({key["kid"] for key in keys}) != len(keys):
        raise Invalid("Two keys have the same kid.", code="bad_key_set")
    return {"keys": keys}


def _accept(member: object) -> dict[str, Any]:
    if not isinstance(member, dict):
        raise Invalid("A key is an object (RFC 7517 section 4).", code="bad_key_set")
    if not _PRIVATE_MEMBERS.isdisjoint(member):
        raise Invalid("The key set holds a private key or a shared secret: that key is now burnt.", code="private_key")
    if member.get("use", "sig") != "sig":
        raise Invalid("A key meant for encryption cannot authenticate a client.", code="bad_key_set")
    # Before it is imported: joserfc warns of a short key, and a warning is no answer to the publisher.
    if member.get("kty") == "RSA" and _modulus_bits(member.get("n")) < SMALLEST_RSA:
        raise Invalid(f"An RSA key has {SMALLEST_RSA} bits or more.", code="weak_key")
    try:
        key = import_key({name: value for name, value in member.items() if name != "key_ops"})
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise Invalid("A key cannot be read as a JWK.", code="bad_key_set") from error
    allowed = ALGORITHMS_BY_KEY_TYPE.get(_type(key), ())
    if not allowed or member.get("alg", allowed[0]) not in allowed:
        raise Invalid(
            "Accepted: EC P-256 (ES256), EC P-384 (ES384), Ed25519, RSA of 2048 bits or more (PS256, RS384).",
            code="weak_key",
        )
    kid = member.get("kid") or key.thumbprint()
    if not isinstance(kid, str):
        raise Invalid("A kid is a text.", code="bad_key_set")
    public = key.as_dict(private=False)
    return {name: public[name] for name in _PUBLIC_MEMBERS if name in public} | {"kid": kid, "use": "sig"}


def _modulus_bits(modulus: object) -> int:
    try:
        text = str(modulus)
        return int.from_bytes(urlsafe_b64decode(text + "=" * (-len(text) % 4))).bit_length()
    except ValueError:
        return 0


def _type(key: Key) -> str:
    if isinstance(key, ECKey | OKPKey):
        return f"{key.key_type} {key.curve_name}"
    return key.key_type


@lru_cache(maxsize=1024)
def _parsed(jwks: str) -> tuple[Key, ...]:
    return tuple(import_key(key) for key in json.loads(jwks)["keys"])
