"""TLS-13: an endpoint sends its caller to the same address without TLS."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, WireAnswer


@dataclass(frozen=True)
class AnswerRedirectedToHttp:
    """Answers 307 with the address over plain http, on a port that tells who came (RFC 9110, 15.4)."""

    id: ClassVar[str] = "answer_redirected_to_http"
    endpoint: CalledEndpoint = "measures_read"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the redirect instead of an answer of that endpoint."""
        if answer.endpoint != self.endpoint:
            return answer
        return replace(answer, status=307, body=b"").with_headers(Location=f"http:{answer.url.partition(':')[2]}")
