"""TOK-06: the connection ends inside the JSON of an answer."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, Cut, WireAnswer


@dataclass(frozen=True)
class AnswerCut:
    """Announces the whole body, holds back the last `missing` bytes and closes the connection without a farewell."""

    id: ClassVar[str] = "answer_cut"
    endpoint: CalledEndpoint = "token"
    missing: int = 3

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint to be cut."""
        if answer.endpoint != self.endpoint:
            return answer
        return replace(answer, behaviour=Cut(max(1, len(answer.body) - self.missing)))
