"""Refreshes until the space tells a lifetime that it likes."""

import time

from relying_party import Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-15"


class RelyingParty(Conformant):
    """A token that is expired already is no token."""

    def refresh(self, pairing: Pairing) -> None:
        """Again and again, up to ten times."""
        for _ in range(10):
            super().refresh(pairing)
            if pairing.expires_at > time.time():
                return
