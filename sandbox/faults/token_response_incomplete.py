"""TOK-11, TOK-12, TOK-16, RFR-02, FHIR-02: a member of the token response is missing."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class TokenResponseIncomplete:
    """Leaves `member` out of a token response of one grant (RFC 6749, 5.1; OIDC Core, 3.1.3.3; SMART 2.2, 5.1)."""

    id: ClassVar[str] = "token_response_incomplete"
    member: Literal["id_token", "expires_in", "scope", "refresh_token", "patient"] = "id_token"
    grant: Literal["authorization_code", "refresh_token"] = "authorization_code"

    def token_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the response without that member."""
        if answer.grant != self.grant:
            return answer
        return replace(answer, body={name: value for name, value in answer.body.items() if name != self.member})
