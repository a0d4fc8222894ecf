"""Writes a body mass index beside each weight."""

import json

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = ("FHIR-39", "FHIR-40")


class Measures(Conformant):
    """The space would compute it."""

    def write(self, pairing: Pairing, value: float) -> None:
        """A weight, and what the app makes of it; whether that is taken is not looked at."""
        super().write(pairing, value)
        bundle = self.bundle(pairing, value / 3)
        bundle["entry"][0]["resource"]["code"]["coding"][0]["code"] = "39156-5"
        self._call(pairing, "POST", self.relying_party.fhir_base, json.dumps(bundle).encode())
