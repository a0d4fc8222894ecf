"""Breaks when a write is answered without a body."""

import json

from measures import Measures as Conformant
from relying_party import Pairing
from serve import Diary as ConformantDiary
from serve import Page

KILLED_BY = "FHIR-24"


class Measures(Conformant):
    """The answer to a write is read without looking."""

    def write(self, pairing: Pairing, value: float) -> None:
        """Break on an empty body."""
        body = json.dumps(self.bundle(pairing, value)).encode()
        json.loads(self.authorized(pairing, "POST", self.relying_party.fhir_base, body).body)


class Diary(ConformantDiary):
    """What breaks is a server error."""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """As frameworks do."""
        try:
            return super().handle(method, path, query, form, sid)
        except ValueError:
            return Page(500, "Internal Server Error")
