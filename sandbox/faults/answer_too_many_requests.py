"""NET-01 to NET-03, TOK-04: an endpoint asks to be left alone for a while."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import ClassVar, Literal

from sandbox.hooks import CalledEndpoint, WireAnswer


@dataclass(frozen=True)
class AnswerTooManyRequests:
    """Answers 429 (RFC 6585, 4) with `Retry-After` in seconds, as a date, or not at all (RFC 9110, 10.2.3)."""

    id: ClassVar[str] = "answer_too_many_requests"
    endpoint: CalledEndpoint = "measures_read"
    retry_after: Literal["seconds", "date", "none"] = "seconds"
    seconds: int = 1

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the refusal of an answer of that endpoint."""
        if answer.endpoint != self.endpoint:
            return answer
        refusal = replace(answer, status=429, body=b'{"error": "too_many_requests"}')
        refusal = refusal.with_headers(Content_Type="application/json")
        if self.retry_after == "none":
            return refusal
        moment = datetime.now(UTC).replace(microsecond=0) + timedelta(seconds=self.seconds + 1)  # whole seconds
        date = format_datetime(moment, usegmt=True)
        return refusal.with_headers(Retry_After=date if self.retry_after == "date" else str(self.seconds))
