"""The types of R4 as checks: a type's definition is read when the first value of the type is met, and kept.

A shape is an object with known members: a resource, a datatype, or a backbone element of one. Its check walks the
members that are there; what they hold is checked by the shape or the format of their type.
"""

from collections.abc import Callable
from functools import cache
from typing import Final

from sandbox.fhir.validation import archive, extensions
from sandbox.fhir.validation.archive import Definition
from sandbox.fhir.validation.bindings import bound
from sandbox.fhir.validation.examination import Examination, Met
from sandbox.fhir.validation.formats import format_of
from sandbox.fhir.validation.invariants import Invariant, invariant
from sandbox.fhir.validation.narrative import narrative_fault
from sandbox.fhir.validation.place import Place
from sandbox.fhir.validation.references import target_type
from sandbox.fhir.validation.value_sets import value_set
from sandbox.json_reading import list_at
from sandbox.json_value import JsonObject, JsonValue

Check = Callable[[JsonValue, Place, Examination], None]
# The check of one value, whether the element repeats, whether it is a primitive.
Member = tuple[Check, bool, bool]

_LONGEST_NAME_TOLD: Final = 80
# Two profiles of a datatype that R4 itself uses; their elements go by the name of the datatype.
_CONSTRAINED: Final = {"SimpleQuantity": "Quantity", "MoneyQuantity": "Quantity"}


class Shape:
    """What an object may hold."""

    __slots__ = ("_choices", "_invariants", "_members", "_required", "_type_name", "path")

    def __init__(self, type_name: str, path: str) -> None:
        self.path = path
        self._type_name = type_name
        self._members: dict[str, Member] = {}
        self._required: list[tuple[str, frozenset[str], int]] = []
        self._choices: list[tuple[str, frozenset[str]]] = []
        self._invariants: list[Invariant] = []

    def check(self, node: JsonValue, place: Place, run: Examination) -> None:
        """Check a value as an object of this shape."""
        if not isinstance(node, dict):
            run.error("structure", f"must be an object ({self.path})", place)
            return
        members = self._members or self._read()
        for name, value in node.items():
            member = members.get(name)
            if member is None:
                self._unknown(name, place, run)
                continue
            check, repeats, _primitive_type = member
            if repeats:
                if isinstance(value, list) and value:
                    _check_items(node, name, member, place, run)
                else:
                    run.error("structure", "must be an array of one value at least: it may repeat", (place, name, -1))
            elif isinstance(value, list):
                run.error("structure", "must be one value, not an array: it may not repeat", (place, name, -1))
            else:
                check(value, (place, name, -1), run)
                if check is _check_sibling and name[1:] not in node:
                    _check_stands_alone(value, (place, name, -1), run)
        self._check_presence(node, place, run)
        for check_invariant in self._invariants:
            check_invariant(node, place, run)

    def has(self, name: str) -> bool:
        """Tell whether the shape has a member of this name."""
        return name in (self._members or self._read())

    def _check_presence(self, node: JsonObject, place: Place, run: Examination) -> None:
        for name, keys, least in self._required:
            if keys.isdisjoint(node):
                run.error("required", f"is missing: {self.path} needs {_count(least)}", (place, name, -1))
            elif least > 1:
                value = node.get(name)
                if isinstance(value, list) and len(value) < least:
                    run.error("required", f"must be given {least} times at least", (place, name, -1))
        for name, keys in self._choices:
            given = keys & node.keys()
            if len({one.removeprefix("_") for one in given}) > 1:
                told = ", ".join(sorted(given))
                run.error("structure", f"may be given in one type only, not as {told}", (place, name, -1))
        if not node or (len(node) == 1 and "id" in node):
            run.error("invariant", "must have a value or children: leave it out when there is nothing (ele-1)", place)

    def _unknown(self, name: str, place: Place, run: Examination) -> None:
        told = name[:_LONGEST_NAME_TOLD]
        run.error("structure", f"has no element {told!r} in FHIR R4: remove it, or say it in an extension", place)

    def _read(self) -> dict[str, Member]:
        """Read the definition; two threads may do so at once, and write the same."""
        definition = archive.read(f"type/{self._type_name}.json")
        written = definition["shapes"][self.path]
        members: dict[str, Member] = {}
        required: list[tuple[str, frozenset[str], int]] = []
        choices: list[tuple[str, frozenset[str]]] = []
        if definition["kind"] == "resource" and definition["root"] == self.path:
            members["resourceType"] = (_pass, False, False)
        for name, element in written["elements"].items():
            keys = _members_of(definition, self.path, name, element, members)
            if element.get("min"):
                required.append((name, keys, element["min"]))
            if name.endswith("[x]"):
                choices.append((name, keys))
        self._required, self._choices = required, choices
        self._invariants = _invariants(definition, written.get("invariants", ()), self.path)
        if self.path == "Extension":
            self._invariants += [_extension_has_one_kind_of_content, extensions.keep]
        self._members = members
        return members


@cache
def shape(type_name: str, path: str | None = None) -> Shape:
    """Return the shape of a type, or of a backbone element in it."""
    return Shape(type_name, path or _CONSTRAINED.get(type_name, type_name))


def check_resource(node: JsonValue, place: Place, run: Examination) -> None:
    """Check a resource that stands on its own: the whole, or one in a Bundle or a Parameters."""
    _check_resource(node, place, run, contained=False)


def check_contained(node: JsonValue, place: Place, run: Examination) -> None:
    """Check a contained resource: its references may lead to its neighbours."""
    _check_resource(node, place, run, contained=True)


def _check_resource(node: JsonValue, place: Place, run: Examination, *, contained: bool) -> None:
    kind = node.get("resourceType") if isinstance(node, dict) else None
    if not isinstance(node, dict) or not isinstance(kind, str):
        run.error("structure", "must be a resource: an object with its resourceType", place)
        return
    if kind not in archive.resource_types():
        run.error("structure", f"FHIR R4 has no resource {kind[:_LONGEST_NAME_TOLD]!r}", place)
        return
    outer = Met(run.resource, place, run.container, run.bundle)
    here = Met(node, place, run.container if contained else node, node if kind == "Bundle" else run.bundle)
    run.met.append(here)
    run.enter(here)
    shape(kind).check(node, place, run)
    run.enter(outer)


def _pass(_node: JsonValue, _place: Place, _run: Examination) -> None:
    """Leave alone what was read already."""


def _members_of(
    definition: Definition, path: str, name: str, element: Definition, members: dict[str, Member]
) -> frozenset[str]:
    """Add what an element may be called and holds to `members`; give the names under which it counts as present."""
    repeats = element.get("max", "1") not in {"0", "1"}
    if "shape" in element:
        members[name] = (shape(definition["name"], element["shape"]).check, repeats, False)
        return frozenset({name})
    keys = set[str]()
    stem = name.removesuffix("[x]")
    for kind, *targets in element["types"]:
        key = f"{stem}{_suffix(kind)}" if stem != name else name
        primitive = kind in archive.primitive_types()
        checks = [_type_check(name, kind)]
        if "binding" in element:
            checks.append(bound(kind, value_set(element["binding"])))
        if targets:
            checks.append(_leads_to(frozenset(targets[0])))
        checks += _invariants(definition, element.get("invariants", []), f"{path}.{stem}")
        members[key] = (_all(checks), repeats, primitive)
        keys.add(key)
        if primitive:
            members[f"_{key}"] = (_check_sibling, repeats, True)
            keys.add(f"_{key}")
    return frozenset(keys)


def _suffix(kind: str) -> str:
    named = _CONSTRAINED.get(kind, kind)
    return named[0].upper() + named[1:]


def _all(checks: list[Check]) -> Check:
    if len(checks) == 1:
        return checks[0]

    def check_all(node: JsonValue, place: Place, run: Examination) -> None:
        for check in checks:
            check(node, place, run)

    return check_all


def _type_check(name: str, kind: str) -> Check:
    if kind == "xhtml":
        return _check_narrative
    if kind in archive.primitive_types():
        return _primitive(kind)
    if kind in archive.resource_types() or kind == "Resource":
        return check_contained if name == "contained" else check_resource
    return shape(kind).check


@cache
def _primitive(kind: str) -> Check:
    fault_of = format_of(kind)

    def check(value: JsonValue, place: Place, run: Examination) -> None:
        fault = fault_of(value)
        if fault is not None:
            run.error(*fault, place)

    return check


def _check_narrative(value: JsonValue, place: Place, run: Examination) -> None:
    fault = narrative_fault(value)
    if fault is not None:
        run.error(*fault, place)


def _check_sibling(value: JsonValue, place: Place, run: Examination) -> None:
    """Check what stands beside a primitive, its id and extensions (FHIR R4, 2.6.2.1)."""
    if not isinstance(value, dict):
        run.error("structure", "must be an object with the id and the extensions of the primitive", place)
        return
    members = shape("Element")
    for name in value:
        if not members.has(name):
            run.error(
                "structure",
                f"has no element {name[:_LONGEST_NAME_TOLD]!r}: only id and extension may stand beside a primitive",
                place,
            )
    if value.keys() != {"id"}:
        members.check({name: inner for name, inner in value.items() if members.has(name)}, place, run)


def _check_stands_alone(value: JsonValue, place: Place, run: Examination) -> None:
    """Check that what stands for a missing primitive says something: an id alone does not."""
    if isinstance(value, dict) and value.keys() == {"id"}:
        run.error("invariant", "must have an extension, as its primitive has no value (ele-1)", place)


def _check_items(node: JsonObject, name: str, member: Member, place: Place, run: Examination) -> None:
    check, _repeats, primitive = member
    for index, item in enumerate(list_at(node, name)):
        if item is None and primitive:
            _check_gap(node, name, index, place, run)
        else:
            check(item, (place, name, index), run)


def _check_gap(node: JsonObject, name: str, index: int, place: Place, run: Examination) -> None:
    """Check that a null keeps the place of something in the array beside (FHIR R4, 2.6.2.3)."""
    beside = node.get(name[1:] if name.startswith("_") else f"_{name}")
    filled = isinstance(beside, list) and index < len(beside) and beside[index] is not None
    if not filled:
        run.error("structure", "may be null only where the array beside has a value", (place, name, index))


def _leads_to(targets: frozenset[str]) -> Check:
    def check(node: JsonValue, place: Place, run: Examination) -> None:
        led = target_type(node, run) if isinstance(node, dict) else None
        if led is not None and led not in targets:
            run.error("value", f"leads to {led}, not to {' or '.join(sorted(targets))}", place)

    return check


def _invariants(definition: Definition, keys: list[str], path: str) -> list[Invariant]:
    made = (invariant(key, path, *definition["invariants"][key]) for key in keys)
    return [one for one in made if one is not None]


def _extension_has_one_kind_of_content(node: JsonValue, place: Place, run: Examination) -> None:
    if isinstance(node, dict):
        valued = any(name.startswith(("value", "_value")) for name in node)
        if valued == ("extension" in node):
            run.error("invariant", "must have either a value or extensions, not both, not neither (ext-1)", place)


def _count(least: int) -> str:
    return "it" if least == 1 else f"{least} of it"
