"""A CDA document as people read it: its sections as text (titles, paragraphs, rows of tables), or the file inside."""

import base64
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from sandbox.fhir.documents.clinical_document import NAMESPACE
from sandbox.fhir.documents.content import Content
from sandbox.inferred import inferred

_NAMES = {"cda": NAMESPACE}
_XML = ("text/xml", "application/xml")


@dataclass(frozen=True)
class ReadSection:
    """A section: its title, its paragraphs, and the rows of its table with the head first."""

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_sections(data: bytes) -> tuple[ReadSection, ...]:
    """Return the sections of a structured body; none of a document that has a file inside, or cannot be read."""
    root = _root(data)
    return () if root is None else tuple(_sections(root))


def inner_file(content: Content) -> Content:
    """Return the file that a document has inside (Structuration minimale), or the content itself when it has none."""
    root = _root(content.data) if content.media_type in _XML else None
    inside = None if root is None else root.find("cda:component/cda:nonXMLBody/cda:text", _NAMES)
    if inside is None:
        return content
    try:
        data = base64.b64decode("".join((inside.text or "").split()), validate=True)
    except ValueError:
        return content
    media_type = inside.get("mediaType", "")
    return Content(media_type, data) if media_type in inferred().documents.content_types else content


def _root(data: bytes) -> Element | None:
    try:
        root: Element = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def _sections(root: Element) -> Iterator[ReadSection]:
    for section in root.iterfind("cda:component/cda:structuredBody/cda:component/cda:section", _NAMES):
        text = section.find("cda:text", _NAMES)
        if text is None:
            continue
        paragraphs = tuple(_words(one) for one in text.iterfind("cda:paragraph", _NAMES))
        rows = tuple(tuple(_words(cell) for cell in row) for row in text.iterfind(".//cda:tr", _NAMES))
        alone = (_words(text),) if not paragraphs and not rows else paragraphs
        title = section.find("cda:title", _NAMES)
        yield ReadSection(_words(title) if title is not None else "", alone, rows)


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())
