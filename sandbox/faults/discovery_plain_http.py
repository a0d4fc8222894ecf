"""DISC-03: the discovery document publishes an endpoint without TLS."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class DiscoveryPlainHttp:
    """Publishes the very same address with `http` (RFC 6749, 3.1 and 3.2), on a port that tells who came."""

    id: ClassVar[str] = "discovery_plain_http"
    member: Literal["token_endpoint", "jwks_uri", "userinfo_endpoint"] = "token_endpoint"

    def discovery_document(self, document: JsonObject) -> JsonObject:
        """Return the document with that endpoint over plain http."""
        return document | {self.member: str(document.get(self.member)).replace("https:", "http:", 1)}
