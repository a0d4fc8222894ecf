"""What was typed into a field that a declaration describes, as the value that it stands for."""

import json
import math
from collections.abc import Sequence

from sandbox.json_value import JsonValue


class TypedWrongError(ValueError):
    """What was typed is no value of that kind; the text says what would be."""


def typed_value(kind: str, typed: str, choices: Sequence[str] = ()) -> JsonValue:
    """Return the value of a field of a kind: text, number, flag, choice, numbers or json.

    Raises:
        TypedWrongError: it cannot be read as one.
    """
    match kind:
        case "number":
            return _number(typed)
        case "flag":
            return typed == "yes"
        case "choice" if typed not in choices:
            raise TypedWrongError(", ".join(choices))
        case "numbers":
            return [_whole(one) for one in typed.replace(",", " ").split()]
        case "json":
            try:
                value: JsonValue = json.loads(typed)
            except ValueError as error:
                raise TypedWrongError(f"JSON: {error}") from error
            return value
        case _:
            return typed


def _number(typed: str) -> float:
    try:
        value = float(typed.strip().replace(",", "."))
    except ValueError:
        raise TypedWrongError("60, 0.5, ...") from None
    if not math.isfinite(value):
        raise TypedWrongError("60, 0.5, ...")
    return value


def _whole(typed: str) -> int:
    if not (typed.isascii() and typed.isdigit()):
        raise TypedWrongError("1, 2, ...")
    return int(typed)
