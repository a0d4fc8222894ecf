"""Sends a device without the identifier under which it would be known again."""

import json
import uuid

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = ("FHIR-39", "FHIR-42")


class Measures(Conformant):
    """A new scale each time."""

    def write(self, pairing: Pairing, value: float) -> None:
        """The weight, then the scale that measured it; whether that is taken is not looked at."""
        super().write(pairing, value)
        bundle, name = self.bundle(pairing, value + 1), str(uuid.uuid4())
        bundle["entry"][0]["resource"]["device"] = {"reference": f"Device/{name}"}
        scale = {"resourceType": "Device", "id": name}
        bundle["entry"].append({"resource": scale, "request": {"method": "POST", "url": "Device"}})
        self._call(pairing, "POST", self.relying_party.fhir_base, json.dumps(bundle).encode())
