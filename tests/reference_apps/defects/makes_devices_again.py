"""Sends its scale without the identifier under which it would be known again."""

import json

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = ("FHIR-39", "FHIR-42")


class Measures(Conformant):
    """A new scale each time."""

    def write(self, pairing: Pairing, value: float) -> None:
        """The weight, then another one of a scale like new; whether that is taken is not looked at."""
        super().write(pairing, value)
        bundle = self.bundle(pairing, value + 1)
        del bundle["entry"][1]["request"]["ifNoneExist"]
        self._call(pairing, "POST", self.relying_party.fhir_base, json.dumps(bundle).encode())
