"""Writes nothing unless it may read."""

from measures import Measures as Conformant
from relying_party import Pairing

KILLED_BY = "MES-02"


class Measures(Conformant):
    """What is there already is looked at first."""

    def write(self, pairing: Pairing, value: float) -> None:
        """Read, then write."""
        self.read(pairing)
        super().write(pairing, value)
