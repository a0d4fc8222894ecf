"""DISC-09: the discovery document offers only weak algorithms for ID tokens."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class DiscoveryWeakAlgorithms:
    """Lists `none` and HS256 as the algorithms of ID tokens (RFC 8725, 3.1)."""

    id: ClassVar[str] = "discovery_weak_algorithms"

    def discovery_document(self, document: JsonObject) -> JsonObject:
        """Return the document with `none` and HS256 only."""
        return document | {"id_token_signing_alg_values_supported": ["none", "HS256"]}
