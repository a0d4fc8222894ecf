"""IDT-40: the key set holds an RSA key of 1024 bits."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject
from sandbox.oidc.foreign_keys import weak_jwk


@dataclass(frozen=True)
class JwksWeakKey:
    """Adds a short RSA key to those of the space (RFC 7518, 3.3)."""

    id: ClassVar[str] = "jwks_weak_key"

    def jwks_document(self, document: JsonObject) -> JsonObject:
        """Return the key set with one key more."""
        keys = document.get("keys")
        return document | {"keys": [*(keys if isinstance(keys, list) else ()), weak_jwk()]}
