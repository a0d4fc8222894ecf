"""TOK-07: the token endpoint answers 200 with a page instead of JSON."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import WireAnswer

_PAGE = "<!doctype html><html lang='fr'><title>Maintenance</title><p>Le service revient bientôt.</p></html>"


@dataclass(frozen=True)
class TokenResponseHtml:
    """Puts a page of HTML for the JSON of RFC 6749, 5.1; the status stays as it is."""

    id: ClassVar[str] = "token_response_html"
    page: str = _PAGE

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return a token answer as a page; any other stays as it is."""
        if answer.endpoint != "token":
            return answer
        headers = tuple(pair for pair in answer.headers if pair[0].lower() != "content-type")
        headers = (*headers, ("Content-Type", "text/html; charset=utf-8"))
        return replace(answer, headers=headers, body=self.page.encode("utf-8"))
