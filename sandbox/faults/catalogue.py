"""Every fault that can be armed, found by looking into this package: one module a fault, named after its id."""

import dataclasses
import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache
from typing import Literal, get_args, get_origin, get_type_hints

import sandbox.faults
from sandbox.hooks import HOOK_POINTS
from sandbox.json_value import JsonValue


class UnknownFaultError(ValueError):
    """No fault has that id, or the fault has no such setting."""


@cache
def fault_ids() -> tuple[str, ...]:
    """Return the ids of all faults, in order."""
    modules = (module.name for module in pkgutil.iter_modules(sandbox.faults.__path__))
    return tuple(sorted(name for name in modules if name != "catalogue"))


def load(fault_id: str, params: Mapping[str, JsonValue] | None = None) -> object:
    """Return a fault, set as `params` say.

    Raises:
        UnknownFaultError: no such fault, no such setting, or a setting of the wrong type.
    """
    kind = _kind(fault_id)
    settings = dict(params or {})
    types = get_type_hints(kind)
    known = {field.name: types[field.name] for field in dataclasses.fields(kind)}
    for name, value in settings.items():
        if name not in known:
            raise UnknownFaultError(f"fault {fault_id} has no setting {name!r}; it has {sorted(known) or 'none'}")
        if not _fits(value, known[name]):
            raise UnknownFaultError(f"fault {fault_id}: {name} cannot be {value!r}")
    return kind(**settings)


def hook_points(fault_id: str) -> tuple[str, ...]:
    """Return the hook points at which a fault acts."""
    return tuple(hook for hook in HOOK_POINTS if hasattr(_kind(fault_id), hook))


@cache
def _kind(fault_id: str) -> type:
    if fault_id not in fault_ids():
        close = difflib.get_close_matches(fault_id, fault_ids(), n=1)
        hint = f"; did you mean {close[0]}?" if close else ""
        raise UnknownFaultError(f"no fault is called {fault_id!r}{hint}")
    module = importlib.import_module(f"{sandbox.faults.__name__}.{fault_id}")
    for _name, kind in inspect.getmembers(module, inspect.isclass):
        if getattr(kind, "id", None) == fault_id and dataclasses.is_dataclass(kind):
            return kind
    raise UnknownFaultError(f"the module of {fault_id} holds no fault of that id")


def _fits(value: JsonValue, expected: object) -> bool:
    if get_origin(expected) is Literal:
        return value in get_args(expected)
    if expected is float:
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(expected, type) and isinstance(value, expected)
