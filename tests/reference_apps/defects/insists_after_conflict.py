"""Asks again and again after the space found the solution in conflict."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = "FHIR-47"


class Measures(Conformant):
    """A conflict may pass."""

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """Three times more."""
        if answer.status == 409:
            for _ in range(3):
                self._call(pairing, "GET", self.search_url(pairing), None)
        return super().on_answer(pairing, answer, way)
