"""DISC-07: the discovery document has members that nobody knows."""

from dataclasses import dataclass
from typing import ClassVar

from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class DiscoveryMoreMembers:
    """Adds an object and an array under names of its own (RFC 8414, 2: what is not understood is ignored)."""

    id: ClassVar[str] = "discovery_more_members"

    def discovery_document(self, document: JsonObject) -> JsonObject:
        """Return the document with more in it; all that it said, it still says."""
        return document | {"x_health_space": {"region": ["44", "31", "80"]}, "x_flags": [True, None, 7]}
