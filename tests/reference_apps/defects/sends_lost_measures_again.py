"""Sends a measure again when the answer was lost, as a new one."""

from measures import Measures as Conformant
from relying_party import Pairing, Refused

KILLED_BY = ("FHIR-22", "NET-01")


class Measures(Conformant):
    """No answer is taken for no deed."""

    def write(self, pairing: Pairing, value: float) -> None:
        """Twice if need be."""
        try:
            super().write(pairing, value)
        except Refused:
            super().write(pairing, value)
