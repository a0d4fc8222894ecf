"""TOK-01, TOK-02, RFR-12: the token endpoint answers an error, whatever it was asked."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class TokenError:
    """Answers `error` to requests of one grant (RFC 6749, 5.2), with the status that such an error has."""

    id: ClassVar[str] = "token_error"
    error: Literal["invalid_grant", "invalid_client", "temporarily_unavailable"] = "invalid_grant"
    grant: Literal["authorization_code", "refresh_token"] = "authorization_code"

    def token_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the error for that grant; any other answer stays as it is."""
        if answer.grant != self.grant:
            return answer
        status = {"invalid_client": 401, "temporarily_unavailable": 503}.get(self.error, 400)
        headers = answer.headers | ({"WWW-Authenticate": "Basic"} if status == 401 else {})  # noqa: PLR2004 - RFC 6749, 5.2
        return replace(answer, status=status, body={"error": self.error}, headers=headers)
