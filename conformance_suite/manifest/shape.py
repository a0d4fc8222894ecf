"""Compare a document with the published JSON Schema, and say what differs in words."""

from __future__ import annotations

import difflib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast

from jsonschema import Draft202012Validator

from conformance_suite.manifest.problems import Problem, printable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from jsonschema import ValidationError

    from conformance_suite.json_value import JsonObject, JsonValue
    from conformance_suite.manifest.document import Document, Place

SCHEMA_FILE = Path(__file__).with_name("poincon.schema.json")

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping",
    "array": "a list",
}


@cache
def schema_text() -> str:
    """The published schema, as it is printed by `poincon manifest schema`."""
    return SCHEMA_FILE.read_text(encoding="utf-8")


@cache
def _validator() -> Draft202012Validator:
    return Draft202012Validator(json.loads(schema_text()))


def check_shape(document: Document) -> list[Problem]:
    """Every way in which the document is not what the schema asks."""
    return [problem for error in _validator().iter_errors(document.value) for problem in _problems(error, document)]


def _problems(error: ValidationError, document: Document) -> Iterator[Problem]:
    place: Place = tuple(error.absolute_path)
    line = document.line(place)
    where = _where(place)
    rule = str(error.validator)
    expected = error.validator_value
    if rule == "additionalProperties" and expected is False:
        yield from _unknown_keys(error, document, place)
    elif rule == "required":
        if error.validator_value and isinstance(error.instance, dict):
            missing = _missing(error)
            yield Problem(line, f"{where} lacks {missing!r}", f"Add the key {missing!r} here")
    elif rule == "oneOf":
        if isinstance(error.instance, dict):  # else the wrong type is told
            yield _choice(error, line, where)
    elif rule == "type":
        yield Problem(
            line,
            f"{where} must be {_named(expected)}, not {_found(cast('JsonValue', error.instance))}",
            _mend_type(error),
        )
    elif rule in {"enum", "const"}:
        yield _not_listed(error, line, where)
    else:
        yield _limit(error, line, where)


def _where(place: Place) -> str:
    words = [f"[{part}]" if isinstance(part, int) else f".{printable(part, 40)}" for part in place]
    return "".join(words).removeprefix(".") or "the manifest"


def _unknown_keys(error: ValidationError, document: Document, place: Place) -> Iterator[Problem]:
    schema = cast("JsonObject", error.schema)
    known = list(cast("JsonObject", schema.get("properties", {})))
    for key in cast("dict[str, JsonValue]", error.instance):
        if key not in known:
            message = f"unknown key {printable(key, 40)!r} in {_where(place)}"
            yield Problem(document.line((*place, key)), message, _did_you_mean(key, known))


def _did_you_mean(word: str, known: list[str]) -> str:
    near = difflib.get_close_matches(word[:60].lower(), known, n=1, cutoff=0.6)
    return f"Did you mean {near[0]!r}?" if near else f"Known here: {', '.join(known)}"


def _missing(error: ValidationError) -> str:
    # jsonschema reports one error per missing key, and names it only in its message
    instance = cast("dict[str, JsonValue]", error.instance)
    required = cast("list[str]", error.validator_value)
    return next((key for key in required if key not in instance and error.message.startswith(f"{key!r} ")), required[0])


def _choice(error: ValidationError, line: int, where: str) -> Problem:
    options = [cast("list[str]", option["required"])[0] for option in cast("list[JsonObject]", error.validator_value)]
    instance = error.instance if isinstance(error.instance, dict) else {}
    given = [key for key in instance if key in options]
    choice = f"{', '.join(options[:-1])} or {options[-1]}"
    if given:
        return Problem(line, f"{where} has {' and '.join(given)}", f"Keep exactly one of {choice}")
    return Problem(line, f"{where} has none of {choice}", f"Give exactly one of {choice}")


def _named(expected: object) -> str:
    kinds = [expected] if isinstance(expected, str) else cast("list[str]", expected)
    return " or ".join(_TYPES.get(kind, kind) for kind in kinds)


def _found(value: JsonValue) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"the number {value}"
    if isinstance(value, str):
        return f"the text {printable(value, 40)!r}"
    return "a list" if isinstance(value, list) else "a mapping"


def _mend_type(error: ValidationError) -> str:
    value = error.instance
    if error.validator_value == "string" and isinstance(value, bool | int | float):
        return f'Put it in quotes: "{str(value).lower() if isinstance(value, bool) else value}"'
    if error.validator_value == "array" and isinstance(value, str):
        return f"Write a list: [{printable(value, 40)}]"
    return f"Write {_named(error.validator_value)} here"


def _not_listed(error: ValidationError, line: int, where: str) -> Problem:
    allowed = error.validator_value if error.validator == "enum" else [error.validator_value]
    words = [str(word) for word in cast("Iterable[JsonValue]", allowed)]
    message = f"{where} cannot be {_found(cast('JsonValue', error.instance))}"
    mend = _did_you_mean(error.instance, words) if isinstance(error.instance, str) else f"Write {' or '.join(words)}"
    return Problem(line, message, mend.replace("Known here", "Choose from"))


_LIMITS = {
    "minimum": ("is too small", "The least is {}"),
    "maximum": ("is too large", "The most is {}"),
    "exclusiveMinimum": ("is too small", "It must be more than {}"),
    "minLength": ("is empty", "Write something"),
    "maxLength": ("is too long", "At most {} characters"),
    "minItems": ("is an empty list", "List at least {}"),
    "maxItems": ("lists too much", "At most {}"),
    "minProperties": ("is empty", "Give at least {} of its keys"),
    "maxProperties": ("has too many keys", "At most {}"),
    "uniqueItems": ("lists the same thing twice", "Keep one of each"),
}
_PATTERNS = {
    "port": ("is not a port", 'Write "{port}", the port given to the app, or a number'),
    "space": ("is not the id of a space", "Copy the id printed by: poincon register"),
    "features": ("is not the name of a feature", "Use small letters, digits and _"),
    "redirect_uris": ("is not a URL", "Remove the spaces"),
    "production_env": ("has a name that is not one of an environment variable", "Use letters, digits and _"),
    "env": ("has a name that is not one of an environment variable", "Use letters, digits and _"),
    "headers": ("is not an HTTP header", "Write a header name and a value on one line"),
}
_PATH = ("is not a path of the app", "Write a path that starts with one /, such as /login")


def _limit(error: ValidationError, line: int, where: str) -> Problem:
    rule = str(error.validator)
    if rule == "pattern":
        found = next((_PATTERNS[str(part)] for part in reversed(error.absolute_path) if str(part) in _PATTERNS), _PATH)
        value = f" ({_found(cast('JsonValue', error.instance))})" if isinstance(error.instance, str) else ""
        return Problem(line, f"{where} {found[0]}{value}", found[1])
    what, mend = _LIMITS.get(rule, ("is not what the schema asks", "See: poincon manifest schema"))
    return Problem(line, f"{where} {what}", mend.format(error.validator_value))
