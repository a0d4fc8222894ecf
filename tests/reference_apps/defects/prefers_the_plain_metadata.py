"""Says that it takes signed metadata only, and reads the document that is not signed."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-17"


class RelyingParty(Conformant):
    """It came over TLS, after all."""

    def believed_metadata(self, document: dict[str, Any]) -> dict[str, Any]:
        """The document as it came."""
        return document
