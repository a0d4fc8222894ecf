"""Takes an answer that it cannot read for a record without measures."""

import json

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = ("NET-11", "FHIR-31")


class Measures(Conformant):
    """An empty list never hurt anybody."""

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """No error message, no complaint."""
        try:
            json.loads(answer.body)
        except ValueError:
            if 200 <= answer.status < 300 and answer.status != 201:
                return Answer(200, b'{"resourceType": "Bundle"}')
        return super().on_answer(pairing, answer, way)
