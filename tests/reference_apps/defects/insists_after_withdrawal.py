"""Goes on asking for data after the person withdrew their consent."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing, Refused

KILLED_BY = ("MES-03", "REV-05")


class Measures(Conformant):
    """A refusal is met by asking again."""

    def on_answer(self, pairing: Pairing, answer: Answer, way: str) -> Answer:
        """Five times, for good measure."""
        unexplained = b"diagnostics" not in answer.body
        if answer.status == 403 and way == "read" and (b"Consent" in answer.body or unexplained):
            for _ in range(4):
                self._call(pairing, "GET", self.search_url(pairing), None)
        return super().on_answer(pairing, answer, way)

    def on_consent_withdrawn(self, pairing: Pairing, way: str) -> None:
        """Not remembered, where it is to read."""
        if way == "read":
            raise Refused("Mon espace santé n'a pas accepté la demande.")
        super().on_consent_withdrawn(pairing, way)
