"""NET-04: an endpoint is closed for maintenance, and says so in French and in HTML."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import CalledEndpoint, WireAnswer

_PAGE = (
    "<!doctype html><html lang='fr'><title>Maintenance</title>"
    "<h1>Service en maintenance</h1><p>L’espace de santé sera de retour à 6 h. Réessayez plus tard.</p></html>"
)


@dataclass(frozen=True)
class AnswerMaintenancePage:
    """Answers 503 with a page for people (RFC 9110, 15.6.4), as a gateway in front of an API does."""

    id: ClassVar[str] = "answer_maintenance_page"
    endpoint: CalledEndpoint = "measures_read"

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return the page instead of an answer of that endpoint."""
        if answer.endpoint != self.endpoint:
            return answer
        return replace(answer, status=503, body=_PAGE.encode()).with_headers(Content_Type="text/html; charset=utf-8")
