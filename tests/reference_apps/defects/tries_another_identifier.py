"""Tries another patient identifier when its own does not match."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = "FHIR-46"


class Measures(Conformant):
    """A mismatch is taken for a typing mistake."""

    def authorized(self, pairing: Pairing, method: str, url: str, body: bytes | None = None) -> Answer:
        """Once more, with one sign less."""
        answer = self._call(pairing, method, url, body) if pairing.access_token and not pairing.stopped else None
        if answer is not None and b"do not match" in answer.body:
            self._call(pairing, method, url.replace(pairing.idpe, pairing.idpe[:-1]), body)
        if answer is not None and answer.status == 200:
            return answer
        return super().authorized(pairing, method, url, body)
