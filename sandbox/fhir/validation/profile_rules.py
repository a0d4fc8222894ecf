"""Hold a resource to a profile; that it is sound R4 is checked apart: only what the profile adds is said here."""

import json
from collections.abc import Iterator
from functools import cache
from typing import Final

from sandbox.fhir.validation import archive
from sandbox.fhir.validation.bindings import Check, bound, bound_in_part
from sandbox.fhir.validation.examination import Examination
from sandbox.fhir.validation.invariants import Invariant, invariant
from sandbox.fhir.validation.place import Place
from sandbox.fhir.validation.profile_format import MISSING, Binding, Constraint, Discriminator, Profile, Rule, Slice
from sandbox.fhir.validation.profile_library import BASE, profile_named
from sandbox.fhir.validation.references import target_type
from sandbox.fhir.validation.value_sets import enumerated, value_set
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_MOST_TOLD: Final = 120
_DEEPEST: Final = 8  # profiles that name one another: base, or profile of an element

# A value, its place, the name under which it is written.
Found = tuple[JsonValue, Place, str]


def check_named(canonical: str, node: JsonObject, place: Place, run: Examination, depth: int = 0) -> None:
    """Hold a resource to the profile of a canonical."""
    url = canonical.partition("|")[0]
    kind = text_at(node, "resourceType") or "Extension"
    if url.startswith(BASE) and url.removeprefix(BASE) in archive.resource_types():
        if url.removeprefix(BASE) != kind:
            run.error("structure", f"says to be a {url.removeprefix(BASE)}, but is a {kind}", place)
        return
    profile = profile_named(url)
    if profile is None:
        run.not_checked(f"the profile {canonical[:200]!r} is not known here", _naming(canonical, node, place))
    elif profile.type != kind:
        run.error("structure", f"{profile.name} is a profile of {profile.type}, not of {kind}", place)
    else:
        if url in profile.aliases:
            older = f"{url} is an older name of {profile.canonical}"
            run.warning("business-rule", older, _naming(canonical, node, place))
        check_profile(profile, node, place, run, depth)


def check_profile(profile: Profile, node: JsonObject, place: Place, run: Examination, depth: int = 0) -> None:
    """Hold a node to a profile and to those that it is based on."""
    if depth > _DEEPEST:
        run.not_checked(f"{profile.name}: profiles are nested too deep", place)
        return
    if profile.base is not None:
        check_named(profile.base, node, place, run, depth + 1)
    _Checking(profile, run, depth).value(profile.rule, node, place)


def _naming(canonical: str, node: JsonObject, place: Place) -> Place:
    """Give the place where a resource names the profile, or the resource itself when the caller asked for it."""
    if canonical in list_at(object_at(node, "meta"), "profile"):
        return ((place, "meta", -1), "profile", -1)
    return place


class _Checking:
    """The rules of one profile over one resource."""

    def __init__(self, profile: Profile, run: Examination, depth: int) -> None:
        self._profile = profile
        self._run = run
        self._depth = depth

    def value(self, rule: Rule, value: JsonValue, place: Place) -> None:
        """Check one value."""
        if rule.is_of_content:
            self._content(rule, value, place)
        for constraint in rule.invariants:
            check = _invariant(constraint, rule.path)
            if check is not None and value is not None:
                check(value, place, self._run)
        if isinstance(value, dict):
            for name, inner in rule.elements.items():
                if name in value or inner.may_lack or f"_{name}" in value:
                    self._element(inner, name, value, place)

    def _element(self, rule: Rule, name: str, node: JsonObject, place: Place) -> None:
        found = list(_found(node, name, place))
        here = (place, name.removesuffix("[x]"), -1)
        if len(found) < rule.minimum:
            least = "is missing" if rule.minimum == 1 else f"must be given {rule.minimum} times at least"
            self._run.error("required", self._says(least), here)
        if rule.maximum is not None and len(found) > rule.maximum:
            most = "may not be used" if rule.maximum == 0 else f"may be given {rule.maximum} times at most"
            self._run.error("structure", self._says(most), here)
            if rule.maximum == 0:
                return
        for value, at, declared in found:
            if name.endswith("[x]") and rule.types and not _is_of(declared, name, rule.types):
                self._run.error("structure", self._says(f"must be of type {' or '.join(sorted(rule.types))}"), at)
                continue
            self.value(rule, value, at)
        if rule.slices:
            self._slices(rule, found, here)

    def _content(self, rule: Rule, value: JsonValue, place: Place) -> None:
        if rule.fixed is not MISSING and not _same(value, rule.fixed):
            self._run.error("value", self._says(f"must be {_told(rule.fixed)}"), place)
        if rule.pattern is not MISSING and not _contains(value, rule.pattern):
            self._run.error("value", self._says(f"must hold {_told(rule.pattern)}"), place)
        if rule.binding is not None:
            self._bound(rule.binding, value, place)
        if rule.targets and isinstance(value, dict):
            led = target_type(value, self._run)
            if led is not None and led not in rule.targets:
                text = f"leads to {led}, not to {' or '.join(sorted(rule.targets))}"
                self._run.error("value", self._says(text), place)
        if rule.profile is not None and isinstance(value, dict):
            check_named(rule.profile, value, place, self._run, self._depth + 1)
        if rule.not_checked is not None:
            self._run.not_checked(self._says(rule.not_checked), place)

    def _bound(self, binding: Binding, value: JsonValue, place: Place) -> None:
        kind = "code"
        if isinstance(value, dict):
            kind = "CodeableConcept" if "coding" in value or "text" in value else "Coding"
        _binding_check(binding, kind)(value, place, self._run)

    def _slices(self, rule: Rule, found: list[Found], place: Place) -> None:
        taken: set[int] = set()
        decided = True
        for one in rule.slices.values():
            undecided = [how.undecided for how in one.discriminators if how.undecided]
            if undecided:
                decided = False
                self._run.not_checked(self._says(f"slice {one.name}: a discriminator by {undecided[0]}"), place)
                continue
            items = [item for item in found if all(_tells(how, item) for how in one.discriminators)]
            taken.update(id(item) for item in items)
            self._slice(one, items, place)
        if rule.closed and decided:
            for item in found:
                if id(item) not in taken:
                    self._run.error("structure", self._says("is none of the kinds that the profile allows"), item[1])

    def _slice(self, one: Slice, items: list[Found], place: Place) -> None:
        rule, how = one.rule, " and ".join(_says_how(told) for told in one.discriminators)
        if len(items) < rule.minimum:
            self._run.error("required", self._says(f"must hold {rule.minimum} where {how} ({one.name})"), place)
        if rule.maximum is not None and len(items) > rule.maximum:
            self._run.error("structure", self._says(f"may hold {rule.maximum} at most where {how} ({one.name})"), place)
        for value, at, _declared in items:
            self.value(rule, value, at)

    def _says(self, text: str) -> str:
        return f"{text} ({self._profile.name})"


def _found(node: JsonObject, name: str, place: Place) -> Iterator[Found]:
    """Give the values of an element: each item, each type of a choice, None for a primitive with extensions alone."""
    for key in _names(node, name):
        value = node.get(key)
        if isinstance(value, list):
            yield from ((item, (place, key, index), key) for index, item in enumerate(value))
        else:
            yield value, (place, key, -1), key


def _names(node: JsonObject, name: str) -> list[str]:
    if not name.endswith("[x]"):
        return [name] if name in node or f"_{name}" in node else []
    stem = name.removesuffix("[x]")
    given = {key.removeprefix("_"): None for key in node}
    return [key for key in given if key.startswith(stem) and key[len(stem) : len(stem) + 1].isupper()]


def _is_of(declared: str, name: str, types: frozenset[str]) -> bool:
    suffix = declared[len(name) - len("[x]") :]
    return any(suffix == kind[0].upper() + kind[1:] for kind in types)


def _same(value: object, wanted: object) -> bool:
    """Tell whether two JSON values are equal; true is not 1."""
    if isinstance(value, bool) or isinstance(wanted, bool):
        return value is wanted
    if isinstance(value, dict) and isinstance(wanted, dict):
        return value.keys() == wanted.keys() and all(_same(value[name], wanted[name]) for name in wanted)
    if isinstance(value, list) and isinstance(wanted, list):
        return len(value) == len(wanted) and all(map(_same, value, wanted))
    return value == wanted


def _contains(value: object, pattern: object) -> bool:
    """Tell whether a value has at least what a pattern has (FHIR R4, ElementDefinition.pattern[x])."""
    if isinstance(pattern, dict):
        return isinstance(value, dict) and all(
            name in value and _contains(value[name], inner) for name, inner in pattern.items()
        )
    if isinstance(pattern, list):
        return isinstance(value, list) and all(any(_contains(item, inner) for item in value) for inner in pattern)
    return _same(value, pattern)


def _tells(how: Discriminator, item: Found) -> bool:
    value, _place, declared = item
    if how.type is not None and how.path == "$this":
        kind = text_at(value, "resourceType")
        return kind == how.type or (kind is None and declared.endswith(how.type[0].upper() + how.type[1:]))
    values = list(_values_at(value, [] if how.path == "$this" else how.path.split(".")))
    if how.exists is not None:
        return bool(values) == how.exists
    if how.fixed is not MISSING:
        return any(_same(one, how.fixed) for one in values)
    return any(_contains(one, how.pattern) for one in values)


def _values_at(value: JsonValue, steps: list[str]) -> Iterator[JsonValue]:
    if isinstance(value, list):
        for item in value:
            yield from _values_at(item, steps)
    elif not steps:
        yield value
    elif isinstance(value, dict):
        first, *rest = steps
        for name in [first] if first in value else _names(value, f"{first}[x]"):
            yield from _values_at(value.get(name), rest)


def _says_how(how: Discriminator) -> str:
    if how.exists is not None:
        return f"{how.path} is {'given' if how.exists else 'not given'}"
    if how.type is not None:
        return f"{how.path} is a {how.type}"
    return f"{how.path} is {_told(how.fixed if how.fixed is not MISSING else how.pattern)}"


def _told(value: object) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _MOST_TOLD else f"{text[:_MOST_TOLD]}..."


@cache
def _invariant(constraint: Constraint, path: str) -> Invariant | None:
    return invariant(constraint.key, path, constraint.severity, constraint.human, constraint.expression)


@cache
def _binding_check(binding: Binding, kind: str) -> Check:
    if binding.values is None:
        return bound(kind, value_set(binding.value_set))
    codes = enumerated(binding.value_set, {system: list(codes) for system, codes in binding.values})
    return bound(kind, codes) if binding.complete else bound_in_part(kind, codes)
