"""Asks for XML, which the space does not serve, besides JSON."""

from measures import Measures as Conformant
from measures import Reading
from relying_party import Pairing

KILLED_BY = "FHIR-26"


class Measures(Conformant):
    """Once for each pairing, to see whether it would work."""

    def read(self, pairing: Pairing) -> Reading:
        """Read as usual, then ask again."""
        reading = super().read(pairing)
        if not getattr(pairing, "tried", False):
            pairing.tried = True  # type: ignore[attr-defined]
            headers = {
                "Authorization": "Bearer " + pairing.access_token,
                self.relying_party.id_token_header: pairing.id_token,
                "Accept": "application/fhir+xml",
            }
            self.relying_party.call("GET", self.search_url(pairing), headers)
        return reading
