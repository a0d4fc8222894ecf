"""Takes a demand for a nonce for a refusal like any other."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = ("DPOP-01", "DPOP-02")
LEAVES_OPEN = ("DPOP-03",)


class RelyingParty(Conformant):
    """A nonce belongs into the ID token."""

    def is_nonce_demanded(self, answer: Answer) -> bool:
        """Never."""
        return False

    def learn_nonce(self, url: str, answer: Answer) -> None:
        """Nothing to learn."""
