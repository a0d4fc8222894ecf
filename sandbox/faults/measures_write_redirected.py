"""NET-13: a write is redirected to another host."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class MeasuresWriteRedirected:
    """Answers a write by a redirect that keeps method and body, to the canary host (RFC 9110, 15.4.8 and 15.4.9)."""

    id: ClassVar[str] = "measures_write_redirected"
    status: Literal["307", "308"] = "307"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the redirect in place of the answer to a write; any other stays as it is."""
        if answer.endpoint != "measures_write":
            return answer
        kept = tuple(pair for pair in answer.headers if pair[0].lower() != "content-type")
        headers = (*kept, ("Location", f"{answer.canary}/api/mesures/fhir"))
        return replace(answer, status=int(self.status), headers=headers, body=b"")
