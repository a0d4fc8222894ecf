"""REV-07: an endpoint takes its time over an answer."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, Late, WireAnswer


@dataclass(frozen=True)
class AnswerLate:
    """Keeps every answer of the endpoint back for `seconds`, then sends it whole."""

    id: ClassVar[str] = "answer_late"
    endpoint: CalledEndpoint = "measures_write"
    seconds: float = 1.0

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint to be sent late."""
        return replace(answer, behaviour=Late(self.seconds)) if answer.endpoint == self.endpoint else answer
