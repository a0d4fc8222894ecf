"""Compares issuers without regard to letter case and a slash at the end."""

from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-02"


class RelyingParty(Conformant):
    """URLs are URLs."""

    def check_metadata(self, document: dict[str, Any]) -> None:
        """Almost the same is the same."""
        if str(document.get("issuer")).rstrip("/").lower() != self.issuer.rstrip("/").lower():
            raise Refused("L'espace de santé ne se présente pas sous le bon nom.")
