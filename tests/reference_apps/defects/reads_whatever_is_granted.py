"""Reads documents as soon as it may, though it never asked to."""

from measures import Measures as Conformant
from measures import Reading
from relying_party import Pairing

KILLED_BY = "TOK-14"


class Measures(Conformant):
    """What is given is taken."""

    def read(self, pairing: Pairing) -> Reading:
        """Read as usual, then what else is open."""
        reading = super().read(pairing)
        if "documents.read" in pairing.scope:
            url = self.relying_party.issuer + "/api/documents/fhir/DocumentReference?status=current"
            self._call(pairing, "GET", url, None)
        return reading
