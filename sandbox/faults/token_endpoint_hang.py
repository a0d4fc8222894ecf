"""TOK-05: the token endpoint takes the request and does not answer."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import Hang, WireAnswer


@dataclass(frozen=True)
class TokenEndpointHang:
    """Withholds every answer of the token endpoint for `seconds`, then closes without a byte."""

    id: ClassVar[str] = "token_endpoint_hang"
    seconds: float = 60.0

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return a token answer to be withheld; any other stays as it is."""
        return replace(answer, behaviour=Hang(self.seconds)) if answer.endpoint == "token" else answer
