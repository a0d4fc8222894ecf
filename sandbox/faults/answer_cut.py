"""TOK-06: the connection ends inside the JSON of an answer."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, Cut, WireAnswer


@dataclass(frozen=True)
class AnswerCut:
    """Announces the whole body, sends `share` percent of it and closes the connection without a farewell."""

    id: ClassVar[str] = "answer_cut"
    endpoint: CalledEndpoint = "token"
    share: int = 60

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint to be cut."""
        if answer.endpoint != self.endpoint:
            return answer
        return replace(answer, behaviour=Cut(max(1, len(answer.body) * self.share // 100)))
