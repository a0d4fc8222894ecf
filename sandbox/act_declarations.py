"""What the acts of the space are called and which parameters they take, read from `acts.yaml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

import yaml

from sandbox.inferred import inferred
from sandbox.json_value import JsonObject, JsonValue

ParameterKind = Literal["text", "flag", "numbers", "json", "choice"]


@dataclass(frozen=True)
class Parameter:
    """A parameter of an act; `words` by language."""

    name: str
    kind: ParameterKind
    words: Mapping[str, str]
    choices: tuple[str, ...] = ()
    default: JsonValue = None
    optional: bool = False


@dataclass(frozen=True)
class Act:
    """An act: `titles` and `texts` by language."""

    name: str
    titles: Mapping[str, str]
    texts: Mapping[str, str]
    parameters: tuple[Parameter, ...] = ()

    def as_json(self) -> JsonObject:
        """Say in JSON what it is called and takes."""
        parameters: list[JsonValue] = [
            {
                "name": one.name,
                "kind": one.kind,
                "choices": list[JsonValue](one.choices),
                "default": one.default,
                "optional": one.optional,
            }
            for one in self.parameters
        ]
        return {"act": self.name, "title": dict[str, JsonValue](self.titles), "parameters": parameters}


@cache
def declared_acts() -> dict[str, Act]:
    """Return every declared act by name, in the order of the file."""
    document: dict[str, Any] = yaml.safe_load(resources.files("sandbox").joinpath("acts.yaml").read_text("utf-8"))
    return {name: _act(name, written) for name, written in document.items()}


def _act(name: str, written: Mapping[str, Any]) -> Act:
    languages = ("fr", "en")
    return Act(
        name,
        titles={language: written[language]["title"] for language in languages},
        texts={language: written[language]["text"] for language in languages},
        parameters=tuple(_parameter(one, said) for one, said in written.get("parameters", {}).items()),
    )


def _parameter(name: str, said: Mapping[str, Any]) -> Parameter:
    families = tuple(family.name for family in inferred().families)
    return Parameter(
        name,
        kind="choice" if said["kind"] == "family" else said["kind"],
        words={"fr": said["fr"], "en": said["en"]},
        choices=families if said["kind"] == "family" else tuple(said.get("choices", ())),
        default=said.get("default"),
        optional=said.get("optional", False),
    )
