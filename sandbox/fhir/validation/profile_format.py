"""The format in which profiles are written: YAML for ours, one file a profile in `profiles/`, JSON in the archive.

    canonical: https://fhir.example/StructureDefinition/my-observation
    aliases: [http://older.example/StructureDefinition/MyObservation]   # other names; used, they give a warning
    type: Observation                # the R4 type; for an extension `Extension`: it is then checked wherever it stands
    base: http://hl7.org/fhir/StructureDefinition/vitalsigns   # another profile that must hold too; none: the R4 type
    source: API Mesures 1.5.2        # the text that says so, and the clause
    clause: 2.3.1.1
    elements:                        # only what the profile adds to its base
      subject: {min: 1, targets: [Patient]}      # targets: the types that a Reference may lead to
      subject.identifier: {min: 1}               # dots go down; a rule binds only where its parent is there
      value[x]: {types: [Quantity]}              # all types of a choice; valueQuantity: that one alone
      valueQuantity.system: {min: 1, fixed: http://unitsofmeasure.org}    # fixed: the very value, nothing more
      code: {pattern: {coding: [{system: http://loinc.org, code: 29463-7}]}}   # pattern: at least this
      hasMember: {max: 0}
      method: {binding: {strength: required, valueSet: https://example.org/ValueSet/methods}}   # one of the archive,
                                     # else it is not checked; or its codes, by system:
      bodySite: {binding: {strength: required, valueSet: https://..., values: {http://snomed.info/sct: ["1", "2"]}}}
                                     # with `complete: false`, a code that is not listed is not checked
      category:
        rules: open                  # closed: an item of no slice is refused
        slices:
          vitalSigns:
            discriminator:           # an item is of the slice when all of these hold for it
              - {path: coding, pattern: {system: http://..., code: vital-signs}}   # or fixed, type, exists: true
            min: 1                   # then as for any element, counted among the items of the slice
            max: 1
            elements:
              text: {min: 1}
      extension:
        slices:
          moment: {url: https://..., min: 1}     # url: the discriminator of an extension, in short
      $this:                         # the resource itself
        invariants:
          - {key: my-1, severity: error, human: What must hold., expression: value.exists()}
      identifier: {not_checked: its length is given by no published text}    # said each time the element is there
      contact: {profile: https://...}            # the element's value must hold to that profile too

`canonical` and `aliases` stand on one line each. Strengths other than required are not enforced. A rule that is none of
these words is refused when the file is read.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Final, cast

from sandbox.json_value import JsonValue

MISSING: Final = object()


class ProfileFormatError(ValueError):
    """A profile is not written as it must be; the message names file and rule."""


@dataclass(frozen=True)
class Binding:
    """A required binding: to codes listed here by system, or to a value set known by its canonical."""

    value_set: str
    values: tuple[tuple[str, tuple[str, ...]], ...] | None = None
    complete: bool = True


@dataclass(frozen=True)
class Constraint:
    """An invariant of a profile."""

    key: str
    severity: str
    human: str
    expression: str


@dataclass(frozen=True)
class Discriminator:
    """What tells that an item is of a slice: exactly one of the members but `path` is given."""

    path: str
    fixed: object = MISSING
    pattern: object = MISSING
    type: str | None = None
    exists: bool | None = None
    undecided: str | None = None


@dataclass(frozen=True)
class Rule:
    """What a profile demands of one element.

    Attributes:
        path: where it stands, such as `Observation.component`, for FHIRPath and for the reader.
        elements: the rules of its own elements, by name.
        slices: the rules of its items of one kind, by name; `minimum` and `maximum` count those.
        is_choice: whether it is written for all types of a choice, as value[x].
    """

    path: str
    minimum: int = 0
    maximum: int | None = None
    types: frozenset[str] = frozenset()
    targets: frozenset[str] = frozenset()
    fixed: object = MISSING
    pattern: object = MISSING
    binding: Binding | None = None
    profile: str | None = None
    not_checked: str | None = None
    invariants: tuple[Constraint, ...] = ()
    elements: Mapping[str, "Rule"] = field(default_factory=dict)
    slices: Mapping[str, "Slice"] = field(default_factory=dict)
    closed: bool = False
    is_choice: bool = False

    @cached_property
    def may_lack(self) -> bool:
        """Whether there may be something to say when no element of exactly this name is there."""
        return self.minimum > 0 or bool(self.slices) or self.is_choice

    @cached_property
    def is_of_content(self) -> bool:
        """Whether a value itself must be looked at, not only what is in it."""
        return (
            self.fixed is not MISSING
            or self.pattern is not MISSING
            or any((self.binding, self.targets, self.profile, self.not_checked))
        )


@dataclass(frozen=True)
class Slice:
    """Items of one kind, and what is demanded of them."""

    name: str
    discriminators: tuple[Discriminator, ...]
    rule: Rule


@dataclass(frozen=True)
class Profile:
    """A profile of a type."""

    canonical: str
    type: str
    base: str | None
    rule: Rule
    source: str
    clause: str = ""
    aliases: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The last part of its canonical."""
        return self.canonical.rpartition("/")[2]


_TOP: Final = {"canonical", "aliases", "type", "base", "source", "clause", "elements", "title"}
_WORDS: Final = {
    "min", "max", "types", "targets", "fixed", "pattern", "binding", "profile", "not_checked", "invariants", "elements",
    "slices", "rules",
}  # fmt: skip
_SLICE_WORDS: Final = {*_WORDS, "discriminator", "url"}


def read_profile(written: object, where: str) -> Profile:
    """Read a profile from what its file holds.

    Raises:
        ProfileFormatError: it is not written as above.
    """
    top = _mapping(written, where)
    _only(top, _TOP, where)
    try:
        kind = top["type"]
        return Profile(
            canonical=top["canonical"],
            type=kind,
            base=top.get("base"),
            rule=_rule({"elements": top["elements"]}, kind, where),
            source=top["source"],
            clause=str(top.get("clause", "")),
            aliases=tuple(top.get("aliases", ())),
        )
    except KeyError as missing:
        raise ProfileFormatError(f"{where}: {missing} is missing") from missing


def _rule(written: Mapping[str, Any], path: str, where: str) -> Rule:
    _only(written, _SLICE_WORDS, f"{where}: {path}")
    binding = written.get("binding")
    tree = _nested(_mapping(written.get("elements", {}), f"{where}: {path}"), where)
    this = _mapping(tree.pop("$this", {}), f"{where}: {path}.$this")
    rule = Rule(
        path=path.replace("[x]", ""),
        is_choice=path.endswith("[x]"),
        minimum=written.get("min", 0),
        maximum=written.get("max"),
        types=frozenset(written.get("types", ())),
        targets=frozenset(written.get("targets", ())),
        fixed=written.get("fixed", MISSING),
        pattern=written.get("pattern", MISSING),
        binding=_binding(binding) if binding else None,
        profile=written.get("profile"),
        not_checked=written.get("not_checked"),
        invariants=tuple(Constraint(**one) for one in (*written.get("invariants", ()), *this.get("invariants", ()))),
        elements={name: _rule(one, f"{path}.{name}", where) for name, one in tree.items()},
        slices={
            name: _slice(name, _mapping(one, f"{where}: {path}:{name}"), path, where)
            for name, one in written.get("slices", {}).items()
        },
        closed=written.get("rules") == "closed",
    )
    not_checked = this.get("not_checked")
    return replace(rule, not_checked=not_checked) if not_checked else rule


def _slice(name: str, written: Mapping[str, Any], path: str, where: str) -> Slice:
    told = [{"path": "url", "fixed": written["url"]}] if "url" in written else written.get("discriminator")
    if not told:
        raise ProfileFormatError(f"{where}: {path}:{name} has no discriminator")
    return Slice(name, tuple(Discriminator(**one) for one in told), _rule(written, path, where))


def _binding(written: Mapping[str, Any]) -> Binding | None:
    if written["strength"] != "required":
        return None
    listed = written.get("values")
    values = None if listed is None else tuple((system, tuple(codes)) for system, codes in listed.items())
    return Binding(written.get("valueSet", "the codes of the profile"), values, written.get("complete", True))


def _nested(elements: Mapping[str, Any], where: str) -> dict[str, dict[str, Any]]:
    """Turn dotted paths into rules within rules."""
    tree: dict[str, dict[str, Any]] = {}
    for path, written in elements.items():
        first, _, rest = str(path).partition(".")
        node = tree.setdefault(first, {})
        if rest:
            inner = dict(node.get("elements", {}))
            node["elements"] = dict(_merged(inner, {rest: written}))
        else:
            rule = dict(_mapping(written, f"{where}: {path}"))
            own = rule.pop("elements", {})
            node.update(rule)
            node["elements"] = dict(_merged(dict(node.get("elements", {})), own))
    return tree


def _merged(one: dict[str, Any], other: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name in {**one, **other}:
        if name in one and name in other:
            yield name, {**one[name], **other[name]}
        else:
            yield name, one[name] if name in one else other[name]


def _mapping(written: object, where: str) -> Mapping[str, Any]:
    if not isinstance(written, Mapping):
        raise ProfileFormatError(f"{where}: must be a mapping")
    return cast("Mapping[str, Any]", written)


def _only(written: Mapping[str, JsonValue], words: set[str], where: str) -> None:
    unknown = sorted(set(written) - words)
    if unknown:
        raise ProfileFormatError(f"{where}: does not know {', '.join(unknown)}")
