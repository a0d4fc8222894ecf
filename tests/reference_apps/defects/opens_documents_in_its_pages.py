"""Opens a document in the browser, as what the space says that it is, once its hash is right."""

from typing import Any

from documents import Content
from documents import Documents as ConformantDocuments
from relying_party import Pairing
from serve import Diary as Conformant

KILLED_BY = "FHIR-29"
DECLARES = "documents"


class Documents(ConformantDocuments):
    """Of two types, the one in the headers."""

    def content(self, pairing: Pairing, document: dict[str, Any]) -> Content:
        """Pass on what comes as what it comes as."""
        attachment = self.attachment(document)
        answer = self.authorized(pairing, "GET", str(attachment["url"]))
        self.check_hash(attachment, answer.body)
        return Content(answer.headers["Content-Type"].partition(";")[0], answer.body)


class Diary(Conformant):
    """People like to see documents at once."""

    def document_headers(self, content: Content) -> dict[str, str]:
        """As a page, which any other site may not frame."""
        return {"Content-Type": content.media_type, "Content-Security-Policy": "frame-ancestors 'none'"}
