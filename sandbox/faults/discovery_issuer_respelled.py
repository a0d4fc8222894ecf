"""DISC-02: the discovery document spells its issuer otherwise than it was asked of."""

from dataclasses import dataclass
from typing import ClassVar, Literal

from sandbox.json_value import JsonObject
from sandbox.place import shouted


@dataclass(frozen=True)
class DiscoveryIssuerRespelled:
    """Adds a slash to `issuer` or writes its host in capitals: another string (OpenID Connect Discovery, 4.3)."""

    id: ClassVar[str] = "discovery_issuer_respelled"
    how: Literal["slash", "case"] = "slash"

    def discovery_document(self, document: JsonObject) -> JsonObject:
        """Return the document with its issuer spelled that way."""
        issuer = str(document.get("issuer"))
        return document | {"issuer": f"{issuer}/" if self.how == "slash" else shouted(issuer)}
