"""TOK-08, TOK-09, TOK-10, TOK-13, RFR-08: a member of the token response says something else."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class TokenResponseAltered:
    """Puts `value` for one member of a token response of one grant (RFC 6749, 5.1); an error stays as it is."""

    id: ClassVar[str] = "token_response_altered"
    member: Literal["token_type", "scope", "error"] = "token_type"
    value: str = "N_A"
    grant: Literal["authorization_code", "refresh_token"] = "authorization_code"

    def token_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the response with that member set."""
        if answer.grant != self.grant or "access_token" not in answer.body:
            return answer
        return replace(answer, body=answer.body | {self.member: self.value})
