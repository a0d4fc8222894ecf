"""Repeats a call that was refused for now, at once."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = ("NET-01", "NET-02", "NET-03", "TOK-04")


class RelyingParty(Conformant):
    """Nobody reads headers."""

    def call(self, method: str, url: str, headers: dict[str, str], body: bytes | None = None) -> Answer:
        """Once more, why not."""
        answer = super().call(method, url, headers, body)
        return super().call(method, url, headers, body) if answer.status == 429 else answer
