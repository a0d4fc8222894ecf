"""Goes on asking for data after the person withdrew their consent."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing, Refused

KILLED_BY = "MES-03"


class Measures(Conformant):
    """A refusal is met by asking again."""

    def authorized(self, pairing: Pairing, method: str, url: str, body: bytes | None = None) -> Answer:
        """Five times, for good measure."""
        for _ in range(4):
            answer = self._call(pairing, method, url, body)
            if answer.status != 403:
                break
        return super().authorized(pairing, method, url, body)

    def on_consent_withdrawn(self, pairing: Pairing, way: str) -> None:
        """Not remembered."""
        raise Refused("Mon espace santé n'a pas accepté la demande.")
