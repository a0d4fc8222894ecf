"""JSON as FHIR wants it read and written (FHIR R4, 2.1.0.2): strict, bounded, and with decimals kept as written."""

import json
from typing import Final, Self, cast

import orjson

from sandbox.json_value import JsonObject, JsonValue

MAXIMUM_DEPTH: Final = 64  # the deepest published resources nest some twenty levels
_MAXIMUM_DIGITS: Final = 64
_LONGEST_INTEGER: Final = 15  # digits: beyond, neither a FHIR integer nor exact as a float
_CONTROLS: Final = frozenset(map(chr, range(32))) - {"\t", "\r", "\n"}


class UnreadableJsonError(ValueError):
    """The text is no JSON that FHIR allows; the message says where and why, in plain words."""


class WrittenNumber(float):
    """A number that remembers how it was written: FHIR demands that the precision of a decimal be kept."""

    __slots__ = ("written",)
    written: str

    def __new__(cls, written: str) -> Self:
        """Read a JSON number."""
        number = super().__new__(cls, written)
        number.written = written
        return number


def read_json(body: bytes) -> JsonValue:
    """Read a body.

    Raises:
        UnreadableJsonError: not UTF-8, not JSON, a member twice, too deep, a number or a character that FHIR forbids.
    """
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableJsonError(f"the body is not UTF-8 (byte {error.start})") from None
    try:
        value = json.loads(
            text,
            object_pairs_hook=_object,
            parse_float=_number,
            parse_int=_integer,
            parse_constant=_refuse_constant,
        )
    except json.JSONDecodeError as error:
        raise UnreadableJsonError(f"{error.msg} (line {error.lineno}, column {error.colno})") from None
    except RecursionError:
        raise UnreadableJsonError(f"nested more than {MAXIMUM_DEPTH} levels deep") from None
    _require_sound(value)
    return cast("JsonValue", value)


def read_kept(text: str) -> JsonValue:
    """Read what `write_json` wrote, numbers as they were written."""
    return cast("JsonValue", json.loads(text, parse_float=WrittenNumber, parse_int=_integer, strict=False))


def write_json(value: JsonValue) -> str:
    """Write a value as compact JSON, numbers as they were written."""
    return orjson.dumps(value, default=_as_written).decode()


def same_json(one: JsonValue, other: JsonValue) -> bool:
    """Tell whether two values are the same, members in any order and numbers as they were written: 1 is not 1.0."""
    texts = (orjson.dumps(value, default=_as_written, option=orjson.OPT_SORT_KEYS) for value in (one, other))
    return len(set(texts)) == 1


def _as_written(value: object) -> object:
    if isinstance(value, WrittenNumber):
        return orjson.Fragment(value.written)
    raise TypeError(f"no JSON: {type(value).__name__}")


def _object(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
    members = dict(pairs)
    if len(members) != len(pairs):
        seen: set[str] = set()
        twice = next(name for name, _ in pairs if name in seen or seen.add(name))  # type: ignore[func-returns-value]
        raise UnreadableJsonError(f"the member {twice[:80]!r} is given twice in one object")
    return members


def _number(written: str) -> WrittenNumber:
    if len(written) > _MAXIMUM_DIGITS:
        raise UnreadableJsonError(f"a number of more than {_MAXIMUM_DIGITS} characters")
    number = WrittenNumber(written)
    if number in {float("inf"), float("-inf")}:
        raise UnreadableJsonError(f"the number {written} is out of range")
    return number


def _integer(written: str) -> int | WrittenNumber:
    return int(written) if len(written) <= _LONGEST_INTEGER else _number(written)


def _refuse_constant(name: str) -> JsonValue:
    raise UnreadableJsonError(f"JSON has no {name}")


def _require_sound(value: JsonValue) -> None:
    """Refuse what is too deep, and characters that FHIR strings may not hold; level by level, never recursively."""
    level: list[JsonValue] = [value]
    for _depth in range(MAXIMUM_DEPTH):
        below: list[JsonValue] = []
        for node in level:
            if isinstance(node, dict):
                below += node.values()
                _require_clean("".join(node))
            elif isinstance(node, list):
                below += node
            elif isinstance(node, str):
                _require_clean(node)
        if not below:
            return
        level = below
    raise UnreadableJsonError(f"nested more than {MAXIMUM_DEPTH} levels deep")


def _require_clean(text: str) -> None:
    if not text.isprintable() and not _CONTROLS.isdisjoint(text):
        raise UnreadableJsonError("a string holds a control character (FHIR R4, 2.24.0.1)")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            raise UnreadableJsonError("a string holds half of a surrogate pair") from None
