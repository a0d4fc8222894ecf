"""DISC-08: the discovery document does not promise PKCE with S256."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class DiscoveryPkceMethods:
    """Leaves out `code_challenge_methods_supported` or lists only `plain` in it (RFC 9700, 2.1.1)."""

    id: ClassVar[str] = "discovery_pkce_methods"
    methods: Literal["absent", "plain"] = "absent"

    def discovery_document(self, document: JsonObject) -> JsonObject:
        """Return the document without S256."""
        rest = {name: value for name, value in document.items() if name != "code_challenge_methods_supported"}
        return rest if self.methods == "absent" else rest | {"code_challenge_methods_supported": ["plain"]}
