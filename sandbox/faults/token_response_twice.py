"""TOK-20: the token response gives two access tokens under one name."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import WireAnswer

OTHER = "another-token-under-the-same-name"


@dataclass(frozen=True)
class TokenResponseTwice:
    """Writes `access_token` a second time, after the token that was issued, with one of nobody (RFC 8259, 4)."""

    id: ClassVar[str] = "token_response_twice"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return a token response with the name twice; any other answer stays as it is."""
        if answer.endpoint != "token" or b'"access_token"' not in answer.body:
            return answer
        told = json.loads(answer.body)
        token = told.pop("access_token")
        first, last = json.dumps({"access_token": token}), json.dumps({**told, "access_token": OTHER})
        return replace(answer, body=f"{first[:-1]}, {last[1:]}".encode())
