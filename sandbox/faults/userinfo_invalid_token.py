"""UI-03: UserInfo refuses a good access token."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class UserinfoInvalidToken:
    """Answers 401 `invalid_token` (RFC 6750, 3.1)."""

    id: ClassVar[str] = "userinfo_invalid_token"

    def userinfo_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the refusal."""
        challenge = {"WWW-Authenticate": f'{answer.scheme} error="invalid_token"'}
        return replace(answer, status=401, body={"error": "invalid_token"}, headers=answer.headers | challenge)
