"""Every fault that can be armed, found by looking into this package: one module a fault, named after its id."""

import dataclasses
import difflib
import importlib
import inspect
import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Literal, cast, get_args, get_origin, get_type_hints

import yaml

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


@dataclasses.dataclass(frozen=True)
class Setting:
    """A setting of a fault: a text, a number, yes or no, or one of `choices`; `default` is what it usually is."""

    name: str
    kind: Literal["text", "number", "flag", "choice"]
    default: JsonValue
    choices: tuple[str, ...] = ()


def settings(fault_id: str) -> tuple[Setting, ...]:
    """Return the settings of a fault, in their order."""
    kind = _kind(fault_id)
    types = get_type_hints(kind)
    return tuple(_setting(field, types[field.name]) for field in dataclasses.fields(kind))


@dataclasses.dataclass(frozen=True)
class FaultWords:
    """What a fault is in one sentence, and what is true instead."""

    title: str
    expected: str


def words(fault_id: str, language: str) -> FaultWords:
    """Return the words of a fault, from the file beside its module; they are in the two languages of the console."""
    told = _written(fault_id)[language]
    return FaultWords(told["title"], told["expected"])


@cache
def _written(fault_id: str) -> dict[str, dict[str, str]]:
    document: dict[str, dict[str, str]] = yaml.safe_load(
        resources.files("sandbox.faults").joinpath(f"{fault_id}.yaml").read_text("utf-8")
    )
    return document


def _setting(field: "dataclasses.Field[object]", expected: object) -> Setting:
    default = cast("JsonValue", field.default)
    if get_origin(expected) is Literal:
        return Setting(field.name, "choice", default, tuple(str(one) for one in get_args(expected)))
    if expected is bool:
        return Setting(field.name, "flag", default)
    return Setting(field.name, "number" if expected in {int, float} else "text", default)


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
