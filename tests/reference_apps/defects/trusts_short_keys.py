"""Registered RS256, and trusts an RSA key of 1024 bits."""

import warnings
from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-40"
REGISTERED = "RS256"


class RelyingParty(Conformant):
    """A key is a key."""

    def is_long_enough(self, key: dict[str, Any]) -> bool:
        """Any length will do."""
        return True

    def signed_payload(self, token: str, header: dict[str, Any]) -> bytes:
        """Verified, and the library's warning about short keys silenced."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return super().signed_payload(token, header)
