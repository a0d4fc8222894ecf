"""Follows new tokens to whichever patient they name."""

import time
from typing import Any

from measures import Measures as ConformantMeasures
from measures import Reading
from relying_party import Pairing
from relying_party import RelyingParty as Conformant

KILLED_BY = "FHIR-01"


class RelyingParty(Conformant):
    """The patient of the pairing is that of the latest tokens."""

    def check_same_patient(self, pairing: Pairing, tokens: dict[str, Any]) -> None:
        """Believe them."""
        pairing.idpe = self.check_signature(tokens["id_token"])["idpe"]


class Measures(ConformantMeasures):
    """Tokens are renewed before it is said whose measures are wanted."""

    def read(self, pairing: Pairing) -> Reading:
        """Renew, then read."""
        with pairing.lock:
            if pairing.expires_at <= time.time() and not pairing.stopped:
                self.relying_party.refresh(pairing)
        return super().read(pairing)
