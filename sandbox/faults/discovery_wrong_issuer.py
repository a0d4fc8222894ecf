"""DISC-01: the discovery document names another issuer than the one it was asked of."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class DiscoveryWrongIssuer:
    """Puts `issuer` for that of the document (OpenID Connect Discovery, 4.3); the endpoints stay those of the space."""

    id: ClassVar[str] = "discovery_wrong_issuer"
    issuer: str = "https://another-space.example"

    def discovery_document(self, document: JsonObject) -> JsonObject:
        """Return the document with another issuer."""
        return document | {"issuer": self.issuer}
