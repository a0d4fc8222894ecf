"""Refuses an ID token without `at_hash`."""

from typing import Any

from relying_party import Refused
from relying_party import RelyingParty as Conformant

KILLED_BY = "IDT-34"


class RelyingParty(Conformant):
    """What is optional is required here."""

    def check_access_token_hash(self, claims: dict[str, Any], access_token: str) -> None:
        """It has to be there."""
        if "at_hash" not in claims:
            raise Refused("L'identité reçue n'est liée à aucun droit.")
        super().check_access_token_hash(claims, access_token)
