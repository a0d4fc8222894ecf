"""NET-07, DISC-04: an endpoint takes the request and does not answer."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, Hang, WireAnswer


@dataclass(frozen=True)
class AnswerHang:
    """Withholds every answer of the endpoint for `seconds`, then closes without a byte."""

    id: ClassVar[str] = "answer_hang"
    endpoint: CalledEndpoint = "measures_read"
    seconds: float = 60.0

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint to be withheld."""
        return replace(answer, behaviour=Hang(self.seconds)) if answer.endpoint == self.endpoint else answer
