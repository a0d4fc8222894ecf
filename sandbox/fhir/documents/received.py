"""Contents that apps send: what they must be, checked before anything is kept."""

import base64
import binascii
import re
from collections.abc import Callable, Iterator
from typing import Final
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import DefusedXMLParser  # type: ignore[import-untyped]

from sandbox.fhir.documents.clinical_document import NAMESPACE
from sandbox.fhir.documents.content import Content
from sandbox.fhir.issue import Issue, error
from sandbox.fhir.pdf_frame import pdf_fault
from sandbox.inferred import inferred
from sandbox.json_reading import text_at
from sandbox.json_value import JsonObject, JsonValue

_XML: Final = ("text/xml", "application/xml")
_DEEPEST: Final = 128  # elements within elements; published CDA documents nest some thirty
_STYLESHEET: Final = "xml-stylesheet"  # it could change what is read, and fetch from elsewhere
_BLANKS: Final = re.compile(r"\s+")


class NoDocumentError(ValueError):
    """The content is not what it says to be; the message says why."""


def received(data: str | None, media_type: str | None) -> Content:
    """Read a content that came as Base64, and see that it is of its media type.

    Raises:
        NoDocumentError: it is not, or no content of that type is taken.
    """
    declared = (media_type or "").partition(";")[0].strip().lower()
    if declared not in inferred().documents.content_types:
        raise NoDocumentError(f"no content of type {declared[:60] or 'unknown'} is taken, only {_taken()}")
    try:
        content = Content(declared, base64.b64decode(_BLANKS.sub("", data or ""), validate=True))
    except (binascii.Error, ValueError):
        raise NoDocumentError("data is not Base64 (RFC 4648, 4)") from None
    if not content.data:
        raise NoDocumentError("the content is empty")
    _SIGNS[declared](content.data)
    return content


def contradictions(attachment: JsonValue, content: Content, where: str) -> Iterator[Issue]:
    """Tell what an attachment says of its content that is not so (FHIR R4, 2.24.0.9: size, and hash by SHA-1)."""
    told: JsonObject = attachment if isinstance(attachment, dict) else {}
    if "size" in told and told["size"] != len(content.data):
        yield error(
            "value", f"size is {told['size']!r:.20}, the content has {len(content.data)} bytes", f"{where}.size"
        )
    if "hash" in told and told["hash"] != content.digest:
        yield error("value", f"hash is not the SHA-1 of the content in Base64, {content.digest}", f"{where}.hash")
    declared = (text_at(told, "contentType") or "").partition(";")[0].strip().lower()
    if declared != content.media_type:
        text = f"contentType is {declared[:60]}, the content is {content.media_type}"
        yield error("value", text, f"{where}.contentType")


def patients_in(content: Content) -> set[tuple[str, str]]:
    """Return the patient identifiers (OID, extension) in the header of a CDA document; none of another content."""
    if content.media_type not in _XML:
        return set()
    return _read_clinical_document(content.data).patients


class _Reader:
    """A target of the XML parser that keeps only what is asked for, however large the document is."""

    def __init__(self) -> None:
        self.path: list[str] = []
        self.root = ""
        self.patients: set[tuple[str, str]] = set()

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        self.path.append(tag.rpartition("}")[2])
        if len(self.path) > _DEEPEST:
            raise NoDocumentError(f"elements are nested more than {_DEEPEST} levels deep")
        if self.path == ["ClinicalDocument", "recordTarget", "patientRole", "id"]:
            self.patients.add((attributes.get("root", ""), attributes.get("extension", "")))

    def end(self, _tag: str) -> None:
        self.path.pop()

    def pi(self, target: str, _data: str = "") -> None:
        if target == _STYLESHEET:
            where = "/".join(self.path) or "the prolog"
            raise NoDocumentError(
                f"the CDA document has a processing instruction {_STYLESHEET} in {where}: leave it out, whoever reads"
                " the document shows it in a style of their own"
            )

    def close(self) -> "_Reader":
        return self


def _read_clinical_document(data: bytes) -> _Reader:
    parser = DefusedXMLParser(target=_Reader(), forbid_dtd=True, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        reader: _Reader = parser.close()
    except DefusedXmlException:
        raise NoDocumentError("a CDA document may have no DOCTYPE and no entities") from None
    except (ParseError, ValueError, LookupError) as wrong:  # ValueError, LookupError: its encoding
        raise NoDocumentError(f"the content is no well-formed XML: {wrong}"[:200]) from None
    if reader.root != f"{{{NAMESPACE}}}ClinicalDocument":
        raise NoDocumentError(f"the content is XML, but no ClinicalDocument of {NAMESPACE} (CDA R2)")
    return reader


def _pdf(data: bytes) -> None:
    fault = pdf_fault(data)
    if fault:
        raise NoDocumentError(f"the content is no sound PDF: {fault}")


def _image(name: str, first: bytes, last: bytes) -> Callable[[bytes], None]:
    def check(data: bytes) -> None:
        if not data.startswith(first):
            raise NoDocumentError(f"the content is no {name}")
        if not data.rstrip(b"\0\r\n").endswith(last):
            raise NoDocumentError(f"the content is half a {name}: send the whole file")

    return check


def _text(data: bytes) -> None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NoDocumentError("the content is no text in UTF-8") from None
    if "\0" in text:
        raise NoDocumentError("the content is no text: it holds a NUL")


def _clinical_document(data: bytes) -> None:
    _read_clinical_document(data)


def _taken() -> str:
    return ", ".join(inferred().documents.content_types)


_SIGNS: Final[dict[str, Callable[[bytes], None]]] = {
    "application/pdf": _pdf,
    "text/xml": _clinical_document,
    "application/xml": _clinical_document,
    "image/jpeg": _image("JPEG", b"\xff\xd8\xff", b"\xff\xd9"),
    "image/png": _image("PNG", b"\x89PNG\r\n\x1a\n", b"IEND\xaeB`\x82"),
    "text/plain": _text,
}
