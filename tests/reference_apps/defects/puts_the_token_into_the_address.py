"""Repeats the access token in the address of its calls."""

from measures import Measures as Conformant
from relying_party import Answer, Pairing

KILLED_BY = "LEAK-01"


class Measures(Conformant):
    """Some servers lose headers, it was heard."""

    def _call(self, pairing: Pairing, method: str, url: str, body: bytes | None) -> Answer:
        """First with the token in the query as well; where that is refused, as it should be."""
        if method == "GET":
            bare = f"{url}{'&' if '?' in url else '?'}access_token={pairing.access_token}"
            answer = super()._call(pairing, method, bare, body)
            if answer.status != 400:
                return answer
        return super()._call(pairing, method, url, body)
