"""Sends the code once more after invalid_client."""

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-02"


class RelyingParty(Conformant):
    """Perhaps it works the second time."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """The same request again."""
        answer = super().token_request(form)
        if form["grant_type"] == "authorization_code" and b"invalid_client" in answer.body:
            return super().token_request(form)
        return answer
