"""Refuses an ID token that does not name its key, although there is only one."""

from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-11"


class RelyingParty(Conformant):
    """A key has a name."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """Only by name."""
        if "kid" not in header:
            raise Refused("L'identité reçue ne dit pas par quelle clé elle est signée.")
        return super().signed_payload(token, header)
