"""Asks again and again with an ID token that was refused."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = "FHIR-48"


class Measures(Conformant):
    """A refusal may pass."""

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """Three times more."""
        if b"ID_TOKEN" in answer.body and answer.status == 400:
            for _ in range(3):
                self._call(pairing, "GET", self.search_url(pairing), None)
        return super().on_answer(pairing, answer, way)
