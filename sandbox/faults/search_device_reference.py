"""FHIR-32: measures name the device that took them by every kind of reference."""

from dataclasses import dataclass, replace
from typing import ClassVar, Final, Literal

from sandbox.hooks import SearchBundle
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_ID: Final = "6f7a6c0c-6d6b-4f0e-9c57-6f1f4d1c2b90"
_NAME: Final = "Balance"


@dataclass(frozen=True)
class SearchDeviceReference:
    """Gives every match one `kind` of reference for its device, all of which FHIR allows (FHIR R4, References, 2.3.0).

    It is `contained` in the measure; named by an `absolute` URL of the API, by a `urn`, by its identifier only
    (`logical`); or by a relative URL that leads to nothing (`broken`).
    """

    id: ClassVar[str] = "search_device_reference"
    kind: Literal["contained", "absolute", "urn", "logical", "broken"] = "contained"

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search with that device in each match."""
        entries: list[JsonValue] = [self._told(entry) for entry in list_at(search.bundle, "entry")]
        return replace(search, bundle={**search.bundle, "entry": entries}) if entries else search

    def _told(self, entry: JsonValue) -> JsonValue:
        resource = object_at(entry, "resource")
        if not isinstance(entry, dict) or resource.get("resourceType") != "Observation":
            return entry
        root = (text_at(entry, "fullUrl") or "").rpartition("/Observation/")[0]
        device: dict[str, JsonObject] = {
            "contained": {"reference": "#scale"},
            "absolute": {"reference": f"{root}/Device/{_ID}"},
            "urn": {"reference": f"urn:uuid:{_ID}"},
            "logical": {"type": "Device", "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{_ID}"}},
            "broken": {"reference": f"Device/{_ID}"},
        }
        scale: JsonObject = {"resourceType": "Device", "id": "scale"}
        scale["deviceName"] = [{"name": _NAME, "type": "user-friendly-name"}]
        inside: JsonObject = {"contained": [scale]} if self.kind == "contained" else {}
        return {**entry, "resource": {**resource, **inside, "device": {**device[self.kind], "display": _NAME}}}
