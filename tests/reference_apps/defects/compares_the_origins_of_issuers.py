"""Accepts an ID token of any issuer that lives on the host of its own."""

from typing import Any
from urllib.parse import urlsplit

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-14"


class RelyingParty(Conformant):
    """One host, one issuer."""

    def check_issuer(self, claims: dict[str, Any]) -> None:
        """Scheme, host and port are enough."""
        told, own = (urlsplit(str(issuer)) for issuer in (claims.get("iss"), self.issuer))
        if (told.scheme, told.hostname, told.port) != (own.scheme, own.hostname, own.port):
            raise Refused("L'identité reçue vient d'ailleurs.")
