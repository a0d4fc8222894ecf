"""Repeats a call that was answered 401 until the space gives in."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = ("REV-01", "MES-04", "MES-06")
OVERHEARD_BY = ("NET-15",)


class Measures(Conformant):
    """Five times, for good measure."""

    def _call(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> Answer:
        """The last of up to five answers."""
        for _ in range(4):
            answer = super()._call(pairing, method, url, body)
            if answer.status != 401:
                return answer
        return super()._call(pairing, method, url, body)
