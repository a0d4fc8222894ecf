"""TOK-22: the token endpoint sets a cookie."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class TokenCookie:
    """Adds a cookie to each token answer; an app serves many people, so it must not carry one's cookie to another."""

    id: ClassVar[str] = "token_cookie"
    name: str = "poincon_person"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return a token answer with a cookie; any other stays as it is."""
        if answer.endpoint != "token":
            return answer
        return replace(answer, headers=(*answer.headers, ("Set-Cookie", f"{self.name}=somebody; Path=/")))
