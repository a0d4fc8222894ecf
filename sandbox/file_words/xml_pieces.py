"""The words of XML: of CDA documents, and of the metadata (XMP) of pictures and PDF."""

import base64
from collections.abc import Iterator
from typing import Final
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]
from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]

from sandbox.file_words.piece import Inner, Marked, Piece, Written

# Attributes that CDA documents show to people: words of a code, a telephone number, a value that is a text.
_SHOWN: Final = frozenset({"displayName", "value"})
# Elements of a narrative that stand within a line (CDA R2, 4.3.5): a number may go on from one into the next.
_INLINE: Final = frozenset({"content", "footnote", "footnoteRef", "linkHtml", "sub", "sup", "b", "i", "em", "strong"})


def xml_pieces(data: bytes) -> Iterator[Piece]:
    """Give what an XML document holds; nothing of one that is not well-formed, which nobody here keeps."""
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return
    for element in root.iter():
        yield from _attributes(element)
        if element.get("representation") == "B64":
            yield from _in_base64(element.text or "")
            continue
        yield from (Written(text) for text in (element.text, element.tail) if text and not text.isspace())
        if len(element) and all(_name(child) in _INLINE for child in element.iter() if child is not element):
            yield Written("".join(element.itertext()))


def _attributes(element: Element) -> Iterator[Piece]:
    for name, value in element.attrib.items():
        yield Written(value) if name in _SHOWN else Marked(value)


def _in_base64(text: str) -> Iterator[Piece]:
    try:
        yield Inner(base64.b64decode("".join(text.split()), validate=True))
    except ValueError:
        yield Written(text)


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
