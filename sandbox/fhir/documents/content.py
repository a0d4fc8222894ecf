"""The content of a document: its media type and bytes, and what its metadata say of them."""

import base64
import hashlib
from dataclasses import dataclass
from typing import Final

from sandbox.fhir.documents.clinical_document import write_clinical_document
from sandbox.fhir.documents.paper import Paper
from sandbox.fhir.documents.pdf import write_pdf
from sandbox.people.record import DocumentKind

PDF: Final = "application/pdf"
CDA: Final = "text/xml"
_INSIDE_CDA: Final[frozenset[DocumentKind]] = frozenset({"report"})
_STRUCTURED: Final[frozenset[DocumentKind]] = frozenset({"biology", "discharge_letter", "vaccination"})


@dataclass(frozen=True)
class Content:
    """Bytes of a media type."""

    media_type: str
    data: bytes

    @property
    def digest(self) -> str:
        """The SHA-1 of the bytes, in Base64, as `Attachment.hash` has it (FHIR R4, 2.24.0.9)."""
        return base64.b64encode(hashlib.sha1(self.data, usedforsecurity=False).digest()).decode()

    @property
    def text(self) -> str:
        """The bytes in Base64."""
        return base64.b64encode(self.data).decode()


def content_of(paper: Paper) -> Content:
    """Write the content of a document of a record: always the same bytes for the same document."""
    kind = paper.document.kind
    if kind in _STRUCTURED or kind in _INSIDE_CDA:
        return Content(CDA, write_clinical_document(paper, pdf_inside=kind in _INSIDE_CDA))
    return Content(PDF, write_pdf(paper))


def format_of(media_type: str, kind: DocumentKind | None = None) -> str:
    """Return the format of a content, as `vocabulary.yaml` calls it."""
    if kind == "biology":
        return "biology"
    return "pdf" if media_type == PDF or kind in _INSIDE_CDA else "other"
