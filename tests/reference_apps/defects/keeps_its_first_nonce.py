"""Keeps the first nonce of a server for as long as it is taken."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "DPOP-03"


class RelyingParty(Conformant):
    """It worked the last time."""

    def learn_nonce(self, url: str, answer: Answer) -> None:
        """Only what was demanded."""
        if self.is_nonce_demanded(answer):
            super().learn_nonce(url, answer)
