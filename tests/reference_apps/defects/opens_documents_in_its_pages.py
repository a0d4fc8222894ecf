"""Opens what comes under another type than announced in the browser, as what the space says that it is."""

from typing import Any

from documents import Content
from documents import Documents as ConformantDocuments
from relying_party import Pairing
from serve import Diary as Conformant

KILLED_BY = "FHIR-29"
DECLARES = "documents"


class Documents(ConformantDocuments):
    """A hash is announced of the type announced, and of no other."""

    def content(self, pairing: Pairing, document: dict[str, Any]) -> Content:
        """Pass on what comes under another type."""
        attachment = self.attachment(document)
        answer = self.authorized(pairing, "GET", str(attachment["url"]))
        kind = answer.headers["Content-Type"].partition(";")[0]
        return Content(kind, answer.body) if kind != attachment["contentType"] else super().content(pairing, document)


class Diary(Conformant):
    """People like to see documents at once."""

    def document_headers(self, content: Content) -> dict[str, str]:
        """As a page, which any other site may not frame."""
        return {"Content-Type": content.media_type, "Content-Security-Policy": "frame-ancestors 'none'"}
