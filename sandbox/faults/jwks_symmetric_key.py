"""JWK-05: the key set holds a symmetric key."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject
from sandbox.oidc.foreign_keys import symmetric_jwk


@dataclass(frozen=True)
class JwksSymmetricKey:
    """Adds a symmetric key to those of the space (RFC 7517, 4; RFC 7518, 6.4)."""

    id: ClassVar[str] = "jwks_symmetric_key"

    def jwks_document(self, document: JsonObject) -> JsonObject:
        """Return the key set with one key more."""
        keys = document.get("keys")
        return document | {"keys": [*(keys if isinstance(keys, list) else ()), symmetric_jwk()]}
