"""TOK-03, NET-05, DISC-04: an endpoint breaks."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import CalledEndpoint, WireAnswer


@dataclass(frozen=True)
class AnswerServerError:
    """Answers 500, 502 or 503 in plain text (RFC 9110, 15.6)."""

    id: ClassVar[str] = "answer_server_error"
    endpoint: CalledEndpoint = "measures_read"
    status: Literal["500", "502", "503"] = "503"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the error of an answer of that endpoint."""
        if answer.endpoint != self.endpoint:
            return answer
        error = replace(answer, status=int(self.status), body=b"The server cannot answer for now.")
        return error.with_headers(Content_Type="text/plain")
