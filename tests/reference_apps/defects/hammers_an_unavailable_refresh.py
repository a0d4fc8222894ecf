"""Repeats a refresh at once when the space is unavailable."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = ("RFR-12", "TOK-03")


class RelyingParty(Conformant):
    """Five times, for good measure."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """The last of up to five answers."""
        for _ in range(4):
            answer = super().token_request(form)
            if answer.status != 503:
                return answer
        return super().token_request(form)
