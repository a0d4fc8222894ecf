"""NET-14: the clock of the server is wrong."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import ClassVar

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class AnswerClockOff:
    """Dates every answer `minutes` later than it is (RFC 9110, 6.6.1)."""

    id: ClassVar[str] = "answer_clock_off"
    minutes: int = 10

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the answer with another date."""
        moment = datetime.now(UTC) + timedelta(minutes=self.minutes)
        return answer.with_headers(Date=format_datetime(moment, usegmt=True))
