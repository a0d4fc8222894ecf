"""Counts the age of its tokens by the clock of the server."""

from email.utils import parsedate_to_datetime

from measures import Measures as Conformant
from relying_party import Answer, Pairing, Refused

KILLED_BY = "NET-14"


class Measures(Conformant):
    """The server knows what time it is."""

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """Too old, says the server."""
        if parsedate_to_datetime(answer.headers["Date"]).timestamp() > pairing.expires_at + 200:
            raise Refused("Votre session a expiré. Reconnectez-vous.")
        return super().on_answer(pairing, answer, way)
