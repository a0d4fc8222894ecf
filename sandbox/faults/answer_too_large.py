"""NET-10: an answer has no end that fits in memory, or another length than it says."""

import gzip
from dataclasses import dataclass, replace
from functools import cache
from typing import ClassVar, Literal

from sandbox.hooks import CalledEndpoint, Cut, Endless, WireAnswer


@dataclass(frozen=True)
class AnswerTooLarge:
    """Sends chunks for ever (RFC 9112, 7.1), 64 MiB of spaces in gzip, or less than `Content-Length` says."""

    id: ClassVar[str] = "answer_too_large"
    endpoint: CalledEndpoint = "measures_read"
    how: Literal["endless", "gzip_bomb", "short"] = "endless"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of that endpoint out of bounds."""
        if answer.endpoint != self.endpoint:
            return answer
        if self.how == "endless":
            return replace(answer, body=b" " * 4096, behaviour=Endless())
        if self.how == "gzip_bomb":
            return replace(answer, body=_bomb()).with_headers(Content_Encoding="gzip")
        return replace(answer, body=answer.body + b" " * 1024, behaviour=Cut(len(answer.body)))


@cache
def _bomb() -> bytes:
    return gzip.compress(b" " * 1024 * 1024) * 64  # as many members (RFC 1952, 2.2), for compressing takes time
