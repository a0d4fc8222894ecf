"""FHIR-04: what is read by its id is answered by another resource of the same person."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final

from sandbox.hooks import ReadResource
from sandbox.json_value import JsonObject, JsonValue

_FOR_PEOPLE: Final = frozenset({"title", "description", "contentString", "comment", "patientInstruction"})
_NAMES: Final = ("identifier", "masterIdentifier")


@dataclass(frozen=True)
class ResourceOtherId:
    """Answers a resource of the same type under `other_id`, with `words` where it speaks to people (FHIR R4, 3.1.0.2).

    A resource that says nothing to people is answered as it is.
    """

    id: ClassVar[str] = "resource_other_id"
    words: str = "Autre ressource"
    other_id: str = "5a6f1f1e-2a0c-4d52-9c55-0e5b7f4a3d10"

    def read_resource(self, read: ReadResource) -> ReadResource:
        """Return another resource in place of the one that was asked for."""
        told = {name: self._told(name, value) for name, value in read.resource.items()}
        if told == read.resource:
            return read
        named: JsonObject = {name: self._named(told[name]) for name in _NAMES if name in told}
        return replace(read, resource={**told, **named, "id": self.other_id})

    def _told(self, name: str, value: JsonValue) -> JsonValue:
        if isinstance(value, dict):
            inside: JsonObject = {key: self._told(key, one) for key, one in value.items()}
            return inside | {"text": self.words} if name == "topic" else inside
        if isinstance(value, list):
            return [self._told(name, one) for one in value]
        return self.words if name in _FOR_PEOPLE and isinstance(value, str) else value

    def _named(self, value: JsonValue) -> JsonValue:
        if isinstance(value, list):
            return [self._named(one) for one in value]
        return value | {"value": f"urn:uuid:{self.other_id}"} if isinstance(value, dict) else value
