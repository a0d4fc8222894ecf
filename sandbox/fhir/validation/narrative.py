"""The narrative of a resource: XHTML of the basic kind (FHIR R4, 2.4.0 and invariants txt-1, txt-2)."""

import html.entities
import re
from typing import TYPE_CHECKING, Final

from sandbox.json_value import JsonValue

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

XHTML: Final = "{http://www.w3.org/1999/xhtml}"
# As txt-1 lists them in its XPath.
_ALLOWED_ELEMENTS: Final = (
    "a abbr acronym b big blockquote br caption cite code col colgroup dd dfn div dl dt em h1 h2 h3 h4 h5 h6 hr i img "
    "li ol p pre q samp small span strong sub sup table tbody td tfoot th thead tr tt ul var"
)
_ALLOWED_ATTRIBUTES: Final = (
    "abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset "
    "cite class colspan compact coords dir frame headers height href hreflang hspace id lang longdesc name nowrap rel "
    "rev rowspan rules scope shape span src start style summary tabindex title type valign value vspace width"
)
_ELEMENTS: Final = frozenset(_ALLOWED_ELEMENTS.split())
_ATTRIBUTES: Final = frozenset(_ALLOWED_ATTRIBUTES.split())
_XML_NAMES: Final = "{http://www.w3.org/XML/1998/namespace}"
_DATA: Final = "data-"  # the publishers' tools write such into the narratives that they make
_XML_ENTITIES: Final = frozenset({"amp", "lt", "gt", "quot", "apos"})
_ENTITY = re.compile(r"&([A-Za-z][A-Za-z0-9]{1,10});")

Fault = tuple[str, str]


def narrative_fault(div: JsonValue) -> Fault | None:
    """Say what is wrong with `Narrative.div`, or give None."""
    if not isinstance(div, str):
        return "structure", "must be a string of XHTML"
    if not div.strip():
        return "value", "is empty: leave the narrative out instead"
    root = _parsed(div)
    if root is None:
        return "structure", "is not well-formed XHTML without document type"
    if root.tag != f"{XHTML}div":
        return "structure", 'must be one <div xmlns="http://www.w3.org/1999/xhtml">'
    faults = filter(None, map(_element_fault, root.iter()))
    return next(faults, None) or _emptiness(root)


def _emptiness(root: "Element") -> Fault | None:
    if any(text.strip() for text in root.itertext()) or root.find(f".//{XHTML}img[@src]") is not None:
        return None
    return "invariant", "has neither text nor image (txt-2)"


def _parsed(div: str) -> "Element | None":
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 - most resources have no narrative

    from defusedxml.common import DefusedXmlException  # type: ignore[import-untyped]  # noqa: PLC0415
    from defusedxml.ElementTree import fromstring  # type: ignore[import-untyped]  # noqa: PLC0415

    try:
        root: Element = fromstring(_ENTITY.sub(_character, div), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return None
    return root


def _character(entity: re.Match[str]) -> str:
    """Write HTML's named characters as themselves: XML alone does not know them, though browsers and FHIR tools do."""
    name = entity[1]
    return entity[0] if name in _XML_ENTITIES else html.entities.html5.get(f"{name};", entity[0])


def _element_fault(element: "Element") -> Fault | None:
    name = str(element.tag).removeprefix(XHTML)
    if name not in _ELEMENTS:
        return "invariant", f"may not hold <{name[:40]}> (txt-1)"
    for attribute in element.attrib:
        if attribute not in _ATTRIBUTES and not attribute.startswith((_XML_NAMES, _DATA)):
            return "invariant", f"may not have the attribute {attribute[:40]} on <{name}> (txt-1)"
    return None
