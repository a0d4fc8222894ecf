"""Follows a redirect of a write with the body, and without the token, as a common library does."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = "NET-13"


class Measures(Conformant):
    """What is to be written is written somewhere."""

    def _call(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> Answer:
        answer = super()._call(pairing, method, url, body)
        if method == "POST" and answer.status in {307, 308}:
            headers = {"Content-Type": "application/fhir+json"}
            return self.relying_party.call(method, answer.headers["Location"], headers, body)
        return answer
