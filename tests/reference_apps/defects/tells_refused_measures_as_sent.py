"""Tells a measure as sent although the space found it wrong."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = "FHIR-38"


class Measures(Conformant):
    """A 422 is an answer like another."""

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """Fine."""
        return answer if answer.status == 422 else super().on_answer(pairing, answer, way)
