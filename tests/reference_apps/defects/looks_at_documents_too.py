"""Asks for the documents of the person, which it does not declare."""

from measures import Measures as Conformant
from measures import Reading
from relying_party import Pairing

KILLED_BY = ("FHIR-43", "TOK-14")


class Measures(Conformant):
    """Once for each pairing, to see what there is."""

    def read(self, pairing: Pairing) -> Reading:
        """Read as usual, then look elsewhere."""
        reading = super().read(pairing)
        if not getattr(pairing, "tried", False):
            pairing.tried = True  # type: ignore[attr-defined]
            url = self.relying_party.issuer + "/api/documents/fhir/DocumentReference?status=current"
            self._call(pairing, "GET", url, None)
        return reading
