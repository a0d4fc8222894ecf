"""Verifies the signature of the metadata, and does not look until when they are good."""

from typing import Any

from relying_party import RelyingParty as Conformant

KILLED_BY = "DISC-17"


class RelyingParty(Conformant):
    """Addresses seldom change."""

    def check_metadata_expiry(self, claims: dict[str, Any]) -> None:
        """No time is looked at."""
