"""Repeats the access token in the address of its calls."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = "LEAK-01"


class Measures(Conformant):
    """It travels twice: in the header, and in the query under a name that the space does not know for it."""

    def _call(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> Answer:
        """Add the token to the query of a read."""
        if method == "GET":
            url += f"{'&' if '?' in url else '?'}session={pairing.access_token}"
        return super()._call(pairing, method, url, body)
