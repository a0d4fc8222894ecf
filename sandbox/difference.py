"""What differs between an honest value and the one that was told instead, place by place."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from sandbox.json_value import JsonObject, JsonValue

_MOST = 12  # differences told: a fault is wrong in one way
_LONGEST = 400  # characters of a value


def differences(honest: object, told: object) -> list[JsonValue]:
    """Return `where`, `expected` and `told` of each difference, None where one of the two has nothing."""
    found: list[JsonValue] = []
    for where, expected, received in _walk("", honest, told):
        difference: JsonObject = {"where": where, "expected": _short(expected), "told": _short(received)}
        found.append(difference)
        if len(found) == _MOST:
            break
    return found


_NOTHING = object()


def _walk(where: str, honest: object, told: object) -> Iterator[tuple[str, object, object]]:
    if honest == told:
        return
    match _members(honest), _members(told):
        case dict() as before, dict() as after if type(honest) is type(told):
            for name in (*before, *(name for name in after if name not in before)):
                place = f"{where}.{name}" if where else str(name)
                yield from _walk(place, before.get(name, _NOTHING), after.get(name, _NOTHING))
        case list() as before, list() as after:
            for number in range(max(len(before), len(after))):
                pair = (side[number] if number < len(side) else _NOTHING for side in (before, after))
                yield from _walk(f"{where}[{number}]", *pair)
        case _:
            yield where, honest, told


def _members(value: object) -> object:
    """Return a dataclass, and pairs, as an object; a tuple as a list; anything else as it is."""
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in fields(value)}
    if isinstance(value, tuple):
        pairs = value and all(isinstance(one, tuple) and len(one) == 2 for one in value)  # noqa: PLR2004 - pairs
        return dict(value) if pairs else list(value)
    return value


def _short(value: object) -> str | None:
    if value is _NOTHING:
        return None
    if isinstance(value, bytes):
        value = value.decode("utf-8", "replace")
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
