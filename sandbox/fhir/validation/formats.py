"""The formats of the primitive types (FHIR R4, 2.24.0.1), written so that no input makes them slow.

The official expressions are kept in the archive; tests hold these to them. Stricter than those on purpose: a day must
exist in its month, base64 must be whole, a number must be finite and an integer of 32 bits.
"""

import math
import re
from calendar import monthrange
from collections.abc import Callable
from typing import Final

from sandbox.json_value import JsonValue

LONGEST_STRING: Final = 1024 * 1024  # characters (2.24.0.1, string)
_YEAR = r"(?!0000)(?P<year>[0-9]{4})"
_DAY = rf"{_YEAR}-(?P<month>0[1-9]|1[0-2])-(?P<day>0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:(?:[0-5][0-9]|60)(?:\.[0-9]+)?"
_ZONE = r"(?:Z|[+-](?:(?:0[0-9]|1[0-3]):[0-5][0-9]|14:00))"
_PARTIAL_DAY = rf"{_YEAR}(?:-(?P<month>0[1-9]|1[0-2])(?:-(?P<day>0[1-9]|[12][0-9]|3[01])%s)?)?"
_DATE = re.compile(_PARTIAL_DAY % "")
_DATE_TIME = re.compile(_PARTIAL_DAY % f"(?:T{_TIME}{_ZONE})?")
_INSTANT = re.compile(f"{_DAY}T{_TIME}{_ZONE}")
_PLAIN: Final = {
    "code": re.compile(r"[^\s]+(?:\s[^\s]+)*"),
    "id": re.compile(r"[A-Za-z0-9\-.]{1,64}"),
    "oid": re.compile(r"urn:oid:[0-2](?:\.(?:0|[1-9][0-9]*))+"),
    "time": re.compile(_TIME),
    "uri": re.compile(r"\S+"),
    "uuid": re.compile(r"urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"),
}
_SHOULD_BE: Final = {
    "base64Binary": "base64 (RFC 4648, 4) with its padding",
    "canonical": "a URL without spaces, and perhaps |version",
    "code": "a code without spaces at its ends, single ones inside",
    "date": "a date that exists: YYYY, YYYY-MM or YYYY-MM-DD",
    "dateTime": "a date that exists, and with a time also its seconds and zone: YYYY-MM-DDThh:mm:ss+zz:zz",
    "id": "1 to 64 letters, digits, - and .",
    "instant": "a whole instant with its zone: YYYY-MM-DDThh:mm:ss+zz:zz",
    "oid": "urn:oid: and an OID",
    "time": "hh:mm:ss",
    "uri": "a URI without spaces",
    "url": "a URL without spaces",
    "uuid": "urn:uuid: and a UUID in lower case",
}
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_SPACE = re.compile(r"\s+")
_BASE64 = re.compile(r"[0-9a-zA-Z+/]*={0,2}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NOT_IN_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_SMALLEST, _LARGEST = -(2**31), 2**31 - 1

Fault = tuple[str, str]  # code of issue-type, text
Format = Callable[[JsonValue], Fault | None]


def format_of(kind: str) -> Format:
    """Return the check of a primitive type: it gives what is wrong with a value, or None."""
    if kind == "boolean":
        return _boolean
    if kind == "decimal":
        return _decimal
    if kind in _SMALLEST_OF:
        return _integer(kind)
    return _text(kind)


def _boolean(value: JsonValue) -> Fault | None:
    return None if isinstance(value, bool) else _wrong_type("boolean", "true or false without quotes", value)


def _decimal(value: JsonValue) -> Fault | None:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return _wrong_type("decimal", "a number without quotes", value)
    if isinstance(value, float) and not math.isfinite(value):
        return "value", "must be a finite decimal"
    return None


_SMALLEST_OF: Final = {"integer": _SMALLEST, "unsignedInt": 0, "positiveInt": 1}


def _integer(kind: str) -> Format:
    smallest = _SMALLEST_OF[kind]

    def check(value: JsonValue) -> Fault | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return _wrong_type(kind, "a whole number without quotes", value)
        # A float may be a number that kept the text it was written with: only that text tells 1 from 1.0.
        if isinstance(value, float) and not (math.isfinite(value) and _INTEGER.fullmatch(str(value))):
            return "value", f"must be a whole number ({kind}), without decimals"
        if not smallest <= value <= _LARGEST:
            return "value", f"must be between {smallest} and {_LARGEST} ({kind})"
        return None

    return check


def _text(kind: str) -> Format:
    holds = _HOLDS[kind]
    should_be = _SHOULD_BE.get(kind, "text")

    def check(value: JsonValue) -> Fault | None:
        if not isinstance(value, str):
            return _wrong_type(kind, "a string", value)
        if not value:
            return "value", "is empty: leave it out instead"
        if not value.isascii() and _SURROGATE.search(value):
            return "value", f"holds half a character (a lone surrogate), which UTF-8 cannot carry ({kind})"
        if not holds(value):
            return "value", f"is not {should_be} ({kind})"
        return None

    return check


def _wrong_type(kind: str, wanted: str, value: JsonValue) -> Fault:
    given = {dict: "an object", list: "an array", str: "a string", bool: "a boolean"}.get(type(value))
    return "structure", f"must be {wanted} ({kind}), not {given or ('null' if value is None else 'a number')}"


def _is_text(value: str) -> bool:
    return len(value) <= LONGEST_STRING and not _NOT_IN_TEXT.search(value)


def _is_base64(value: str) -> bool:
    packed = _SPACE.sub("", value)
    return len(packed) % 4 == 0 and _BASE64.fullmatch(packed) is not None


def _exists(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    def holds(value: str) -> bool:
        match = pattern.fullmatch(value)
        if match is None:
            return False
        day = match["day"]
        return not day or int(day) <= monthrange(int(match["year"]), int(match["month"]))[1]

    return holds


def _matches(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


_HOLDS: Final[dict[str, Callable[[str], bool]]] = {
    "base64Binary": _is_base64,
    "date": _exists(_DATE),
    "dateTime": _exists(_DATE_TIME),
    "instant": _exists(_INSTANT),
    "string": _is_text,
    "markdown": _is_text,
    **{kind: _matches(pattern) for kind, pattern in _PLAIN.items()},
    **{kind: _matches(_PLAIN["uri"]) for kind in ("url", "canonical")},
}
