"""What the elements of a resource are found by: tokens, spans of time, folded words (FHIR R4, 3.1.1.4)."""

import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from sandbox.fhir.date_time import Span, instants_of
from sandbox.fhir.search.parameter import SearchParameter
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

BY_IDENTIFIER: Final = ":identifier"  # added to the name under which the identifier of a Reference is indexed
IMPLIED: Final = "*"  # the system of an element of type code: the definitions name it, so no search must
_NAME_PARTS: Final = ("text", "family", "given", "prefix", "suffix")
_ADDRESS_PARTS: Final = ("text", "line", "city", "district", "state", "postalCode", "country")


class Token(NamedTuple):
    """A code in a system; of a reference, its type as system and its id as code."""

    name: str
    system: str
    code: str


class Period(NamedTuple):
    """A span of time in seconds since 1970, from `start` to just before `end`; open ends are infinite."""

    name: str
    start: float
    end: float


class Word(NamedTuple):
    """A text, folded (small letters without accents), and as it is written."""

    name: str
    text: str
    written: str


Entry = Token | Period | Word


def entries(resource: JsonObject, parameters: Iterable[SearchParameter]) -> list[Entry]:
    """Return what a resource is found by, each entry once."""
    found: dict[Entry, None] = {}
    for parameter in parameters:
        for element in parameter.elements(resource):
            for entry in _entries(parameter, element):
                found[entry] = None
    return list(found)


def fold(text: str) -> str:
    """Write a text as searches compare it: without case, without accents (FHIR R4, 3.1.1.4.8)."""
    letters = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).casefold()


def _entries(parameter: SearchParameter, element: JsonValue) -> Iterator[Entry]:
    if parameter.type == "token":
        for system, code in _codings(element):
            yield Token(parameter.name, system, code)
    elif parameter.type == "date":
        span = _period(element)
        if span is not None:
            yield Period(parameter.name, *span)
    elif parameter.type == "string":
        for text in _texts(element):
            yield Word(parameter.name, fold(text), text)
    elif parameter.type == "uri":
        if isinstance(element, str):
            yield Token(parameter.name, "", element)
    else:
        yield from _reference(parameter.name, element)


def _codings(element: JsonValue) -> Iterator[tuple[str, str]]:
    if isinstance(element, bool):
        yield IMPLIED, "true" if element else "false"
    elif isinstance(element, str | int):
        yield IMPLIED, str(element)
    elif isinstance(element, dict):
        if "coding" in element:
            for coding in list_at(element, "coding"):
                yield from _codings(coding)
        code = text_at(element, "code") or text_at(element, "value")  # Coding; Identifier and ContactPoint
        if code is not None:
            yield text_at(element, "system") or "", code


def _reference(name: str, element: JsonValue) -> Iterator[Entry]:
    if isinstance(element, str):  # a canonical
        yield Token(name, "", element)
        return
    reference = text_at(element, "reference")
    if reference is not None:
        kind, _, resource_id = reference.rpartition("/")
        yield Token(name, kind.rpartition("/")[2], resource_id)
    for system, value in _codings(object_at(element, "identifier")):
        yield Token(name + BY_IDENTIFIER, system, value)


def _period(element: JsonValue) -> tuple[float, float] | None:
    if isinstance(element, str):
        span = instants_of(element)
        return (span.start.timestamp(), span.end.timestamp()) if span else None
    if not isinstance(element, dict):
        return None
    start, end = _instant(text_at(element, "start")), _instant(text_at(element, "end"))
    if start is None and end is None:
        return None
    return (start.start.timestamp() if start else float("-inf"), end.end.timestamp() if end else float("inf"))


def _instant(written: str | None) -> Span | None:
    return instants_of(written) if written else None


def _texts(element: JsonValue) -> Iterator[str]:
    if isinstance(element, str):
        yield element
    elif isinstance(element, dict):
        for part in {*_NAME_PARTS, *_ADDRESS_PARTS}:
            value = element.get(part)
            for text in value if isinstance(value, list) else (value,):
                if isinstance(text, str):
                    yield text
