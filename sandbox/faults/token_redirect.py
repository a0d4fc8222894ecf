"""TOK-17: the token endpoint sends the request on to another host."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class TokenRedirect:
    """Answers the code exchange with a redirect that keeps method and body (RFC 9110, 15.4.8), to the canary host."""

    id: ClassVar[str] = "token_redirect"
    status: Literal["307", "308"] = "307"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return a token answer as a redirect; any other stays as it is."""
        if answer.endpoint != "token":
            return answer
        headers = tuple(pair for pair in answer.headers if pair[0].lower() != "content-type")
        headers = (*headers, ("Location", f"{answer.canary}/token"))
        return replace(answer, status=int(self.status), headers=headers, body=b"")
