"""Invariants in FHIRPath, evaluated by fhirpathpy; it is loaded when the first one is met (a third of a second)."""

import logging
from collections.abc import Callable
from functools import cache
from typing import Any, Final

from sandbox.fhir.validation.examination import Examination
from sandbox.json_value import JsonValue

_log = logging.getLogger(__name__)
# What makes an evaluation grow with the square of what it looks at.
_SQUARE: Final = ("isDistinct", "distinct", "descendants", "combine", "intersect", "union", " | ")
_SQUARE_SHARE: Final = 50
_LEAST_COST: Final = 10
_MOST_NODES: Final = 20_000

Compiled = Callable[[Any, dict[str, Any]], list[Any]]


class UndecidedError(Exception):
    """The expression could not be evaluated; the message says why."""


def holds(expression: str, focus: JsonValue, path: str, run: Examination) -> bool:
    """Tell whether an invariant holds; an empty answer is no failure (FHIR R4, 5.1.0.9).

    Args:
        expression: the invariant.
        focus: what it speaks of.
        path: where that stands, without numbers, such as `Observation.component`: it tells fhirpathpy the types.
        run: gives `%resource` and `%rootResource`.

    Raises:
        UndecidedError: fhirpathpy has no answer.
    """
    whole = "%resource" in expression or "%rootResource" in expression
    nodes = size(run.container if whole else focus, _MOST_NODES)
    cost = nodes * nodes // _SQUARE_SHARE if any(word in expression for word in _SQUARE) else nodes + _LEAST_COST
    if nodes >= _MOST_NODES or not run.may_look_at(cost):
        raise UndecidedError("the resource is too large for it")
    try:
        answer = _compiled(expression)(_focus(focus, path), {"resource": run.resource, "rootResource": run.container})
    except Exception as raised:  # fhirpathpy raises plain exceptions, and others where it meets what it did not expect
        _log.debug("FHIRPath %r at %s", expression, path, exc_info=True)
        raise UndecidedError(f"fhirpathpy cannot evaluate it: {type(raised).__name__}") from raised
    return not (len(answer) == 1 and answer[0] is False)


def size(node: JsonValue, most: int) -> int:
    """Count the values in a JSON value, up to `most`."""
    count, waiting = 0, [node]
    while waiting and count < most:
        one = waiting.pop()
        count += 1
        if isinstance(one, dict):
            waiting.extend(one.values())
        elif isinstance(one, list):
            count += len(one)
            waiting.extend(one[:most])
    return min(count, most)


@cache
def _compiled(expression: str) -> Compiled:
    import fhirpathpy  # noqa: PLC0415 - see the module
    from fhirpathpy.models import models  # noqa: PLC0415

    options = {
        "traceFn": lambda _label, _value: None,
        "userInvocationTable": {"hasValue": {"fn": _has_value, "arity": {0: []}}},
    }
    compiled: Compiled = fhirpathpy.compile(expression, models["r4"], options)
    return compiled


def _has_value(inputs: list[Any]) -> list[bool]:
    """Tell whether the input is one primitive with a value (FHIR R4, 2.9.2.1): fhirpathpy 2.2 lacks the function."""
    value = getattr(inputs[0], "data", inputs[0]) if len(inputs) == 1 else None
    return [value is not None and not isinstance(value, dict | list)]


def _focus(focus: JsonValue, path: str) -> object:
    if isinstance(focus, dict) and "resourceType" in focus:
        return focus
    from fhirpathpy.engine.nodes import ResourceNode  # noqa: PLC0415

    node: object = ResourceNode.create_node(focus, path)  # type: ignore[no-untyped-call]
    return node
