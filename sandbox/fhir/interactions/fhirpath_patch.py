"""FHIRPath Patch (FHIR R4, 3.1.6) turned into JSON Patch for a resource: `add`, `replace` and `delete` on plain paths.

A path is the type, then names, each perhaps with an index or `where(member = 'value')`, as guides write them.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import jsonpatch

from sandbox.fhir.validation import archive
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_LONGEST: Final = 500
_STEP: Final = re.compile(
    r"\.(?:where\(\s*(?P<member>[A-Za-z]+)\s*=\s*'(?P<value>[^'\\]*)'\s*\)"
    r"|(?P<name>[A-Za-z]+)(?:\[(?P<index>\d{1,4})\])?)"
)
_TYPES: Final = ("add", "replace", "delete")


class UnknownPatchError(ValueError):
    """The patch is not written as it must be, or cannot be applied to that resource; the message says why."""


@dataclass(frozen=True)
class _Place:
    """An element of a resource, and the JSON Pointer to it (RFC 6901)."""

    pointer: str
    node: JsonValue


def patched(parameters: JsonObject, resource: JsonObject) -> JsonObject:
    """Return a resource after the operations of a Parameters resource, one after the other.

    Raises:
        UnknownPatchError: what is asked is not known, or leads nowhere.
        jsonpatch.JsonPatchException, jsonpatch.JsonPointerException: it cannot be done.
    """
    for one in list_at(parameters, "parameter"):
        resource = jsonpatch.apply_patch(resource, [_operation(one, resource)])
    return resource


def elements_of(parameters: JsonValue) -> Iterator[str]:
    """Give the name of the element of the resource that each operation touches; empty for the whole resource."""
    for one in list_at(parameters, "parameter"):
        parts = _parts(one)
        steps = [found["name"] for found in _STEP.finditer(_text(parts, "path")[:_LONGEST]) if found["name"]]
        name = _text(parts, "name") if _text(parts, "type") == "add" else ""
        yield (*steps, name, "")[0]


def _operation(parameter: JsonValue, resource: JsonObject) -> JsonObject:
    parts = _parts(parameter)
    kind, path = _text(parts, "type"), _text(parts, "path")
    if text_at(parameter, "name") != "operation" or kind not in _TYPES:
        raise UnknownPatchError(f"each parameter is an operation of type {', '.join(_TYPES)}")
    places = list(_resolved(path, resource))
    if len(places) != 1:
        raise UnknownPatchError(f"{path[:80]} leads to {len(places)} elements, not to one")
    place = places[0]
    if kind == "delete":
        return {"op": "remove", "path": place.pointer}
    if kind == "replace":
        return {"op": "replace", "path": place.pointer, "value": _value(parts)}
    return _addition(place, path, _text(parts, "name"), _value(parts))


def _addition(place: _Place, path: str, name: str, value: JsonValue) -> JsonObject:
    if not isinstance(place.node, dict) or not name.isalpha():
        raise UnknownPatchError(f"nothing named {name[:40]!r} can be added at {path[:80]}")
    pointer = f"{place.pointer}/{name}"
    present = place.node.get(name)
    if isinstance(present, list):
        return {"op": "add", "path": f"{pointer}/-", "value": value}
    if present is not None:
        raise UnknownPatchError(f"{path[:80]} has {name} already")
    return {"op": "add", "path": pointer, "value": [value] if _repeats(path, name) else value}


def _repeats(path: str, name: str) -> bool:
    """Tell whether an element of a resource type may repeat; deeper down only what is there already tells."""
    if path not in archive.resource_types():
        return name == "extension"
    members = archive.read(f"type/{path}.json")["shapes"][path]["elements"]
    return members.get(name, {}).get("max") is not None


def _resolved(path: str, resource: JsonObject) -> Iterator[_Place]:
    kind, _, rest = path.partition(".")
    if kind != text_at(resource, "resourceType") or len(path) > _LONGEST:
        raise UnknownPatchError(f"a path begins with {text_at(resource, 'resourceType')}, not with {kind[:40]}")
    places = [_Place("", resource)]
    position, written = 0, f".{rest}" if rest else ""
    while position < len(written):
        step = _STEP.match(written, position)
        if step is None:
            raise UnknownPatchError(
                f"the path {path[:80]} is not read here from {written[position : position + 20]!r} on"
            )
        places = [found for place in places for found in _stepped(place, step)]
        position = step.end()
    yield from places


def _stepped(place: _Place, step: re.Match[str]) -> Iterator[_Place]:
    if step["member"]:
        if text_at(place.node, step["member"]) == step["value"]:
            yield place
        return
    found = list(_members(place, step["name"]))
    if step["index"] is not None:
        found = found[int(step["index"]) :][:1]
    yield from found


def _members(place: _Place, name: str) -> Iterator[_Place]:
    """Give the elements of a name; `value` is also any `value[x]`."""
    for member, value in place.node.items() if isinstance(place.node, dict) else ():
        if member == name or (name == "value" and re.fullmatch("value[A-Z][A-Za-z]*", member)):
            pointer = f"{place.pointer}/{member}"
            if isinstance(value, list):
                yield from (_Place(f"{pointer}/{number}", one) for number, one in enumerate(value))
            else:
                yield _Place(pointer, value)


def _parts(parameter: JsonValue) -> dict[str, JsonObject]:
    parts = [one for one in list_at(parameter, "part") if isinstance(one, dict)]
    return {text_at(one, "name") or "": one for one in parts}


def _text(parts: dict[str, JsonObject], name: str) -> str:
    part = parts.get(name, {})
    return text_at(part, "valueString") or text_at(part, "valueCode") or ""


def _value(parts: dict[str, JsonObject]) -> JsonValue:
    """Return the value of an operation: a `value[x]`, or the parts of a value that has no such type."""
    part = parts.get("value")
    if part is None:
        raise UnknownPatchError("the operation has no value")
    inner = [one for one in list_at(part, "part") if isinstance(one, dict)]
    if inner:
        return {text_at(one, "name") or "": _single(one) for one in inner}
    return _single(part)


def _single(part: JsonObject) -> JsonValue:
    values = [value for name, value in part.items() if name.startswith("value")]
    if len(values) != 1:
        raise UnknownPatchError(f"the part {text_at(part, 'name')} has one value[x]")
    return values[0]
