"""Errors of the INSi service as problem details (RFC 9457)."""

import json
from collections.abc import Sequence

from flask import Response


class ProblemError(Exception):
    """The request is refused; `answer` is what to send."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status)
        self.answer = answer


def problem(status: int, title: str, detail: str, errors: Sequence[tuple[str, str]] = ()) -> Response:
    """Answer a problem; each error is a JSON Pointer into the body and what is wrong there."""
    told: dict[str, object] = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    if errors:
        told["errors"] = [{"pointer": f"#{pointer}", "detail": why} for pointer, why in errors]
    answer = Response(json.dumps(told, ensure_ascii=False), status=status, content_type="application/problem+json")
    answer.headers["Cache-Control"] = "no-store"
    return answer
