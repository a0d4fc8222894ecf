"""Which format a document has by its bytes, each format with its own look into it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from catalogue_portal.evidence.content.archive import docx, opendocument
from catalogue_portal.evidence.content.pdf import pdf
from catalogue_portal.evidence.content.picture import jpeg, png
from catalogue_portal.evidence.content.refusal import Refused
from catalogue_portal.evidence.content.writing import writing
from doctrine.evidence_types import EvidenceType, Format

MEDIA_TYPES: Final[Mapping[Format, str]] = {
    Format.PDF: "application/pdf",
    Format.PNG: "image/png",
    Format.JPEG: "image/jpeg",
    Format.ODT: "application/vnd.oasis.opendocument.text",
    Format.ODS: "application/vnd.oasis.opendocument.spreadsheet",
    Format.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    Format.CSV: "text/csv",
    Format.TEXT: "text/plain",
}


@dataclass(frozen=True)
class Recognised:
    """What a document is, and what a reader should beware of (codes of `WARNINGS`)."""

    format: Format
    warnings: tuple[str, ...] = ()


def recognise(content: bytes) -> Recognised:
    """Return what a document is. Raises Refused for what is unknown, damaged, or would act when it is opened."""
    if not content.strip():
        raise Refused("The document is empty.", code="document_empty")
    for signature, look in _LOOKS:
        if content.startswith(signature):
            return look(content)
    form, warnings = writing(content)
    return Recognised(form, warnings)


def recognised_for(kind: EvidenceType, content: bytes) -> Recognised:
    """Return what a document is, if its type takes such a format. Raises Refused."""
    found = recognise(content)
    if found.format in kind.formats:
        return found
    if found.format is Format.CSV and Format.TEXT in kind.formats:
        return Recognised(Format.TEXT, found.warnings)  # a text of two columns is a text
    taken = ", ".join(kind.formats)
    raise Refused(
        f"The document is of format {found.format}; this type takes {taken}.",
        code="document_of_another_format",
        format=found.format.value,
        taken=list(kind.formats),
    )


def _archive(content: bytes) -> Recognised:
    form = opendocument(content)
    if form is None:
        docx(content)
    return Recognised(form or Format.DOCX)


def _checked(form: Format, check: Callable[[bytes], None]) -> Callable[[bytes], Recognised]:
    def look(content: bytes) -> Recognised:
        check(content)
        return Recognised(form)

    return look


_LOOKS: Final[tuple[tuple[bytes, Callable[[bytes], Recognised]], ...]] = (
    (b"%PDF-", _checked(Format.PDF, pdf)),
    (b"\x89PNG\r\n\x1a\n", _checked(Format.PNG, png)),
    (b"\xff\xd8\xff", _checked(Format.JPEG, jpeg)),
    (b"PK\x03\x04", _archive),
)
