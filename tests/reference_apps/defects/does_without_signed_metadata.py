"""Takes the document that is not signed where the signed copy is missing."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-17"


class RelyingParty(Conformant):
    """Not every space signs."""

    def believed_metadata(self, document: dict[str, Any]) -> dict[str, Any]:
        """The signed copy, if there is one."""
        return super().believed_metadata(document) if "signed_metadata" in document else document
