"""FHIR-31: what a search returns has no end for whoever follows it down or along its references."""

import json
from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

from sandbox.hooks import WireAnswer
from sandbox.json_reading import list_at, object_at
from sandbox.json_value import JsonObject, JsonValue

_URL: Final = "https://example.org/fhir/StructureDefinition/nested"
_HERE: Final = "nested here"  # no writer of JSON goes as deep: the text is put in its place


@dataclass(frozen=True)
class SearchWithoutEnd:
    """Gives each match a device that is a part of its own part (`circle`), or extensions in extensions (`depth`).

    Both are what FHIR lets an instance say (FHIR R4, References, 2.3.0, and Extensibility, 2.4.0).
    """

    id: ClassVar[str] = "search_without_end"
    how: Literal["circle", "depth"] = "circle"
    levels: int = 1000

    def answer(self, answer: WireAnswer) -> WireAnswer:
        """Return a search of measures so changed; any other answer stays as it is."""
        if answer.endpoint != "measures_read" or not answer.body.startswith(b"{"):
            return answer
        bundle = json.loads(answer.body)
        entries = [_bent(entry, self.how) for entry in list_at(bundle, "entry")]
        if bundle.get("resourceType") != "Bundle" or not entries:
            return answer
        text = json.dumps({**bundle, "entry": entries}, ensure_ascii=False)
        return replace(answer, body=text.replace(json.dumps(_HERE), _nested(self.levels)).encode())


def _bent(entry: JsonValue, how: str) -> JsonValue:
    resource = object_at(entry, "resource")
    if not isinstance(entry, dict) or resource.get("resourceType") != "Observation":
        return entry
    return {**entry, "resource": resource | (_circle() if how == "circle" else {"extension": _HERE})}


def _nested(levels: int) -> str:
    start, end = f'[{{"url":"{_URL}",', "}]"
    return f'{start}"extension":' * (levels - 1) + f'{start}"valueBoolean":true' + end * levels


def _circle() -> JsonObject:
    devices: list[JsonValue] = [
        {"resourceType": "Device", "id": one, "parent": {"reference": f"#{other}"}}
        for one, other in (("scale", "hub"), ("hub", "scale"))
    ]
    return {"contained": devices, "device": {"reference": "#scale"}}
