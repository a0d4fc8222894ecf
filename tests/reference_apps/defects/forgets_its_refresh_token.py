"""Forgets its refresh token when a refresh brings no new one."""

from typing import Any

from relying_party import Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = "RFR-02"


class RelyingParty(Conformant):
    """What is not there is none."""

    def keep(self, pairing: Pairing, tokens: dict[str, Any]) -> None:
        """Keep what came, and nothing else."""
        super().keep(pairing, tokens)
        pairing.refresh_token = tokens.get("refresh_token")
