"""The sections of a CDA document as text: titles, paragraphs and the rows of tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from sandbox.fhir.documents.clinical_document import NAMESPACE

_NAMES = {"cda": NAMESPACE}


@dataclass(frozen=True)
class ReadSection:
    """A section: its title, its paragraphs, and the rows of its table with the head first."""

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def read_sections(data: bytes) -> tuple[ReadSection, ...]:
    """Return the sections of a structured body; none of a document that has a file inside, or cannot be read."""
    try:
        root = fromstring(data)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return ()
    return tuple(_sections(root))


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
