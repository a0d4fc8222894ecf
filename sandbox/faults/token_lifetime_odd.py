"""TOK-15: the token response tells a lifetime that makes no sense."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class TokenLifetimeOdd:
    """Puts `seconds` for `expires_in` (RFC 6749, 5.1); how long the token is really good does not change."""

    id: ClassVar[str] = "token_lifetime_odd"
    seconds: int = 0

    def token_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the response with that lifetime."""
        return (
            replace(answer, body=answer.body | {"expires_in": self.seconds})
            if "access_token" in answer.body
            else answer
        )
