"""TOK-10: the type of a token is written in unusual case."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import JsonAnswer


@dataclass(frozen=True)
class TokenTypeRespelled:
    """Swaps capitals and small letters in `token_type`, which is compared without regard to case (RFC 6749, 5.1)."""

    id: ClassVar[str] = "token_type_respelled"

    def token_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the tokens of a code with that spelling; any other answer stays as it is."""
        if answer.grant != "authorization_code" or "access_token" not in answer.body:
            return answer
        return replace(answer, body=answer.body | {"token_type": str(answer.body["token_type"]).swapcase()})
