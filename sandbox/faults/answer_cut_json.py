"""NET-09: an answer ends, by HTTP in good order, where a JSON value ends but not the document."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, WireAnswer


@dataclass(frozen=True)
class AnswerCutJson:
    """Sends the document up to the end of its first entry, with the length that fits: HTTP is whole, JSON is not."""

    id: ClassVar[str] = "answer_cut_json"
    endpoint: CalledEndpoint = "measures_read"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint that ends too soon; one without an entry loses its last brace."""
        if answer.endpoint != self.endpoint:
            return answer
        return replace(answer, body=answer.body[: _end_of_first_entry(answer.body)])


def _end_of_first_entry(body: bytes) -> int:
    text = body.decode("utf-8", "replace")
    start = text.find("[", text.find('"entry"'))
    if '"entry"' not in text or start < 0:
        return len(body) - 1
    try:
        _, end = json.JSONDecoder().raw_decode(text, text.index("{", start))
    except ValueError:
        return len(body) - 1
    return len(text[:end].encode())
