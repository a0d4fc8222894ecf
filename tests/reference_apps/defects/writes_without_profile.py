"""Sends a measure that does not name its profile."""

import json

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = "FHIR-39"


class Measures(Conformant):
    """The profile is left out."""

    def write(self, pairing: Pairing, value: float) -> None:
        """Send the weight, then another one without meta.profile; whether that is taken is not looked at."""
        super().write(pairing, value)
        bundle = self.bundle(pairing, value + 1)
        del bundle["entry"][0]["resource"]["meta"]
        self._call(pairing, "POST", self.relying_party.fhir_base, json.dumps(bundle).encode())
