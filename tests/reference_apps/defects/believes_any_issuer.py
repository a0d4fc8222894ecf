"""Believes a discovery document that names another issuer."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = ("DISC-01", "DISC-02")


class RelyingParty(Conformant):
    """The issuer of the document is never compared with the one asked."""

    def check_metadata(self, document: dict[str, Any]) -> None:
        """Anything goes."""
