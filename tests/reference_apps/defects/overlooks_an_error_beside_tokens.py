"""Takes the tokens of an answer that says error."""

import json

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-08"


class RelyingParty(Conformant):
    """What counts is that there are tokens."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """The answer without its error, if it holds a token."""
        answer = super().token_request(form)
        if b"access_token" in answer.body:
            tokens = {name: value for name, value in answer.json().items() if name != "error"}
            return Answer(answer.status, json.dumps(tokens).encode())
        return answer
