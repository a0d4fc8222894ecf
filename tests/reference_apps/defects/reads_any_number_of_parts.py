"""Reads the first three parts of an ID token, however many it has."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-39"


class RelyingParty(Conformant):
    """The rest does not matter."""

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """Three parts are a signed token."""
        return super().signed_payload(".".join(token.split(".")[:3]), header)
