"""FHIR-22 and FHIR-24: a measure is kept, and the answer that says so is lost on the way or says nothing."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import WireAnswer

_ENDPOINT = "measures_write"


@dataclass(frozen=True)
class MeasuresWriteAnswer:
    """Answers a write that was done by a gateway's 504 (`lost`), or by 201 with neither body nor Location (`bare`)."""

    id: ClassVar[str] = "measures_write_answer"
    becomes: Literal["lost", "bare"] = "lost"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return that answer in place of a success; any other stays as it is."""
        if answer.endpoint != _ENDPOINT or answer.status != 200:  # noqa: PLR2004 - the status of a transaction
            return answer
        if self.becomes == "lost":
            return replace(answer, status=504, headers=_only_content_type(answer), body=b"Gateway Timeout")
        return replace(answer, status=201, body=b"")


def _only_content_type(answer: WireAnswer) -> tuple[tuple[str, str], ...]:
    kept = tuple(pair for pair in answer.headers if pair[0].lower() != "content-type")
    return (*kept, ("Content-Type", "text/plain"))
