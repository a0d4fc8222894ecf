"""Search parameters (FHIR R4, 3.1.1): what each is called, of what type, and which elements it looks at."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final, Literal

from sandbox.json_value import JsonObject, JsonValue

ParameterType = Literal["token", "date", "string", "reference", "uri"]
TRUE_OR_FALSE: Final = ("true", "false")  # the codes of a boolean element


@dataclass(frozen=True)
class SearchParameter:
    """A search parameter of one resource type.

    Attributes:
        name: as the query writes it.
        type: how values are written and compared.
        path: dotted names of elements below the resource, arrays walked through; several, when it looks at several.
        targets: of a reference, the types that it may lead to, for chains (`schedule.actor:Practitioner.identifier`).
        says: what the CapabilityStatement tells of it.
        told: whether searches may use it; else it only serves `_include`.
        codes: of a token, the only values that it can have, when they are few: a search for another is refused.
    """

    name: str
    type: ParameterType
    path: str | tuple[str, ...]
    targets: tuple[str, ...] = ()
    says: str = ""
    told: bool = True
    codes: tuple[str, ...] = ()

    @property
    def documentation(self) -> str:
        """What there is to tell of it: its own words, else its codes."""
        return self.says or " or ".join(self.codes)

    def elements(self, resource: JsonObject) -> Iterable[JsonValue]:
        """Give every element that the parameter looks at."""
        if len(self._paths) == 1:
            return _elements(resource, self._paths[0])
        return [element for names in self._paths for element in _elements(resource, names)]

    @cached_property
    def _paths(self) -> tuple[tuple[str, ...], ...]:
        return tuple(tuple(path.split(".")) for path in ((self.path,) if isinstance(self.path, str) else self.path))


def elements_at(resource: JsonValue, path: str) -> list[JsonValue]:
    """Return every element at a dotted path; arrays on the way are walked through, what is missing gives nothing."""
    return _elements(resource, path.split("."))


def _elements(resource: JsonValue, names: Sequence[str]) -> list[JsonValue]:
    nodes = [resource]
    for name in names:
        below: list[JsonValue] = []
        for node in nodes:
            if isinstance(node, dict) and name in node:
                found = node[name]
                if isinstance(found, list):
                    below += found
                else:
                    below.append(found)
        nodes = below
    return nodes


@dataclass(frozen=True)
class ExtensionParameter(SearchParameter):
    """A parameter that looks at the value of the extension of one URL; `path` is the member that holds it."""

    extension: str = ""

    def elements(self, resource: JsonObject) -> Iterable[JsonValue]:
        """Give the value of each such extension."""
        for extension in elements_at(resource, "extension"):
            if isinstance(extension, dict) and extension.get("url") == self.extension:
                yield from super().elements(extension)


@dataclass(frozen=True)
class ContainedParameter(SearchParameter):
    """A parameter that looks at what a reference leads to inside the resource (`author.family`)."""

    through: str = ""

    def elements(self, resource: JsonObject) -> Iterable[JsonValue]:
        """Give every element of the contained resources that the reference names."""
        named = {one.get("reference") for one in elements_at(resource, self.through) if isinstance(one, dict)}
        for contained in elements_at(resource, "contained"):
            if isinstance(contained, dict) and f"#{contained.get('id')}" in named:
                yield from super().elements(contained)
