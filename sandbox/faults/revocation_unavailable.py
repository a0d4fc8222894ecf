"""REV-04: the revocation endpoint is unavailable."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class RevocationUnavailable:
    """Answers each revocation with 503 (RFC 7009, 2.2.1); the token stays good at the space."""

    id: ClassVar[str] = "revocation_unavailable"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return a revocation answer as unavailable; any other stays as it is."""
        return replace(answer, status=503, body=b"") if answer.endpoint == "revoke" else answer
