"""Compares the issuer of an ID token without regard to letter case and a slash at the end."""

from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-14"


class RelyingParty(Conformant):
    """URLs are URLs."""

    def check_issuer(self, claims: dict[str, Any]) -> None:
        """Almost the same is the same."""
        if str(claims.get("iss")).rstrip("/").lower() != self.issuer.rstrip("/").lower():
            raise Refused("L'identité reçue vient d'ailleurs.")
