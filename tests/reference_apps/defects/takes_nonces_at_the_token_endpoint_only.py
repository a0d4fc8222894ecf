"""Looks for the demand of a nonce in bodies alone."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "DPOP-02"
LEAVES_OPEN = ("DPOP-03",)


class RelyingParty(Conformant):
    """Errors are in bodies."""

    def is_nonce_demanded(self, answer: Answer) -> bool:
        """What the token endpoint says, and nobody else."""
        return answer.status == 400 and super().is_nonce_demanded(answer)

    def learn_nonce(self, url: str, answer: Answer) -> None:
        """From that answer."""
        if self.is_nonce_demanded(answer):
            super().learn_nonce(url, answer)
