"""NET-11, DISC-04: an endpoint says that all is well, and nothing else."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import CalledEndpoint, WireAnswer


@dataclass(frozen=True)
class AnswerNotJson:
    """Answers 200 with a page or with nothing, or 204 (RFC 9110, 15.3), where a JSON document is due."""

    id: ClassVar[str] = "answer_not_json"
    endpoint: CalledEndpoint = "measures_read"
    shape: Literal["html", "empty", "no_content"] = "html"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return that success instead of an answer of that endpoint."""
        if answer.endpoint != self.endpoint:
            return answer
        if self.shape == "html":
            page = replace(answer, status=200, body=b"<!doctype html><title>Portail</title><p>Bienvenue.</p>")
            return page.with_headers(Content_Type="text/html")
        return replace(answer, status=204 if self.shape == "no_content" else 200, body=b"")
