"""Stops an exchange for good at the first server error."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = "NET-05"


class Measures(Conformant):
    """Nobody tries again."""

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """An outage is taken for an end."""
        if answer.status >= 500:
            pairing.stopped = "Mon espace santé est en panne."
        return super().on_answer(pairing, answer, way)
