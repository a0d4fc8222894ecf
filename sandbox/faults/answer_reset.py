"""NET-08: the connection is reset in the middle of an answer."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, Reset, WireAnswer


@dataclass(frozen=True)
class AnswerReset:
    """Announces the whole body, sends `share` percent of it and resets the connection."""

    id: ClassVar[str] = "answer_reset"
    endpoint: CalledEndpoint = "measures_read"
    share: int = 60

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint to be broken off."""
        if answer.endpoint != self.endpoint:
            return answer
        return replace(answer, behaviour=Reset(max(1, len(answer.body) * self.share // 100)))
