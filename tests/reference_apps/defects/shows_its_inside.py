"""Shows a stack trace to the person when an answer of the space is not what the program expects."""

import json
import traceback

from measures import Measures as ConformantMeasures
from relying_party import Answer, Pairing
from serve import Diary as ConformantDiary
from serve import Page

KILLED_BY = ("NET-04", "NET-09", "NET-10", "NET-11", "NET-12", "FHIR-22", "FHIR-31", "UX-04")


class Measures(ConformantMeasures):
    """Answers are read before they are looked at."""

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """Anything is JSON."""
        if answer.status not in {201, 403, 429, 500}:
            json.loads(answer.body)
        return super().on_answer(pairing, answer, way)


class Diary(ConformantDiary):
    """Whatever goes wrong is shown as it is."""

    def handle(self, method: str, path: str, query: dict[str, str], form: dict[str, str], sid: str) -> Page:
        """The page, or how it failed."""
        try:
            return super().handle(method, path, query, form, sid)
        except ValueError:
            return Page(500, f"<pre>{traceback.format_exc()}</pre>")
