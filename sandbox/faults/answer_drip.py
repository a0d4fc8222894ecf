"""NET-06: an endpoint answers one byte at a time."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, Drip, WireAnswer


@dataclass(frozen=True)
class AnswerDrip:
    """Sends `size` bytes of the body every `pause` seconds: never silent for long, and never done."""

    id: ClassVar[str] = "answer_drip"
    endpoint: CalledEndpoint = "measures_read"
    size: int = 1
    pause: float = 1.0

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint to be sent in drops."""
        return replace(answer, behaviour=Drip(self.size, self.pause)) if answer.endpoint == self.endpoint else answer
