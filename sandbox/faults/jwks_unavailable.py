"""JWK-03: the key set cannot be had."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class JwksUnavailable:
    """Answers `status` where the key set is asked for (OpenID Connect Core, 10.1.1)."""

    id: ClassVar[str] = "jwks_unavailable"
    status: int = 503

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return an answer of the key set with an error for a body; any other stays as it is."""
        return replace(answer, status=self.status, body=b"{}") if answer.endpoint == "jwks" else answer
