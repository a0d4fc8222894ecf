"""IDT-11: the key set holds a single key."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject
from sandbox.oidc.client_metadata import SigningAlgorithm


@dataclass(frozen=True)
class JwksSingleKey:
    """Publishes the key of one algorithm only (RFC 7517, 5); nothing else changes."""

    id: ClassVar[str] = "jwks_single_key"
    alg: SigningAlgorithm = "ES256"

    def jwks_document(self, document: JsonObject) -> JsonObject:
        """Return the key set with that key alone."""
        keys = document.get("keys")
        listed = [one for one in keys if isinstance(one, dict)] if isinstance(keys, list) else []
        return document | {"keys": [one for one in listed if one.get("alg") == self.alg]}
