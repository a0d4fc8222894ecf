"""LGO-04: the end-session endpoint breaks."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import WireAnswer


@dataclass(frozen=True)
class LogoutEndpointFails:
    """Answers `status` with a short page instead of signing the person out (RFC 9110, 15.6)."""

    id: ClassVar[str] = "logout_endpoint_fails"
    status: int = 500

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the failure of the end-session endpoint; any other answer stays as it is."""
        if answer.endpoint != "logout":
            return answer
        headers = (("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"))
        body = "<!doctype html><html lang='fr'><title>Erreur</title><p>L’espace ne répond pas.</p></html>".encode()
        return replace(answer, status=self.status, headers=headers, body=body)
