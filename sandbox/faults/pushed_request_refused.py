"""PAR-01: the pushed authorization request endpoint refuses a request that is as it should be."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal

from sandbox.hooks import JsonAnswer

_ERRORS = {400: "invalid_request", 403: "access_denied", 413: "invalid_request"}


@dataclass(frozen=True)
class PushedRequestRefused:
    """Answers an error with `status` instead of a `request_uri` (RFC 9126, 2.3)."""

    id: ClassVar[str] = "pushed_request_refused"
    status: Literal[400, 403, 413] = 400

    def pushed_response(self, answer: JsonAnswer) -> JsonAnswer:
        """Return the refusal."""
        return replace(answer, status=self.status, body={"error": _ERRORS[self.status]})
