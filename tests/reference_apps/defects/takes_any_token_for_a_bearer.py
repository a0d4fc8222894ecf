"""Takes every token for a bearer token."""

import json

from relying_party import Answer
from relying_party import RelyingParty as Conformant

KILLED_BY = "TOK-09"


class RelyingParty(Conformant):
    """The type is never looked at."""

    def token_request(self, form: dict[str, str]) -> Answer:
        """The answer with the type that the app expects."""
        answer = super().token_request(form)
        if b"access_token" in answer.body:
            return Answer(answer.status, json.dumps(answer.json() | {"token_type": "Bearer"}).encode())
        return answer
