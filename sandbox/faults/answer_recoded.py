"""NET-12: an answer is in another encoding than UTF-8."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import CalledEndpoint, WireAnswer


@dataclass(frozen=True)
class AnswerRecoded:
    """Encodes the JSON anew and puts a letter in it that is written otherwise (RFC 8259, 8.1 allows UTF-8 only)."""

    id: ClassVar[str] = "answer_recoded"
    endpoint: CalledEndpoint = "measures_read"
    encoding: Literal["utf-16", "iso-8859-1", "utf-8-sig"] = "utf-16"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint in the other encoding."""
        if answer.endpoint != self.endpoint:
            return answer
        text = answer.body.decode("utf-8").replace("{", '{"_note": "relev\u00e9", ', 1)
        return replace(answer, body=text.encode(self.encoding, "replace"))
