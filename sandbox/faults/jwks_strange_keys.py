"""JWK-04: the key set also holds keys of an unknown type, and one for encryption."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject

_STRANGE: tuple[JsonObject, ...] = (
    {"kty": "LATTICE", "kid": "of-tomorrow", "use": "sig", "alg": "ML-X", "seed": "AAAA"},
    {
        "kty": "EC",
        "kid": "for-encryption",
        "use": "enc",
        "alg": "ECDH-ES",
        "crv": "P-256",
        "x": "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
        "y": "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
    },
)


@dataclass(frozen=True)
class JwksStrangeKeys:
    """Puts keys that are none for signatures in front of those of the space (RFC 7517, 5)."""

    id: ClassVar[str] = "jwks_strange_keys"

    def jwks_document(self, document: JsonObject) -> JsonObject:
        """Return the key set with two keys more."""
        keys = document.get("keys")
        return document | {"keys": [*_STRANGE, *(keys if isinstance(keys, list) else ())]}
