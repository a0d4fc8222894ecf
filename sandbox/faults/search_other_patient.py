"""FHIR-03: a search returns one Observation of another patient."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import SearchBundle
from sandbox.json_value import JsonObject, JsonValue


@dataclass(frozen=True)
class SearchOtherPatient:
    """Puts the latest Observation of somebody else in front of the matches (FHIR R4, Search), counted as they are."""

    id: ClassVar[str] = "search_other_patient"

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search with a stranger's Observation in it; unchanged if the space knows no stranger."""
        if not search.foreign:
            return search
        bundle = dict(search.bundle)
        entries = bundle.get("entry")
        stranger = max(search.foreign, key=lambda observation: str(observation.get("effectiveDateTime")))
        bundle["entry"] = [_entry(stranger, entries), *(entries if isinstance(entries, list) else ())]
        total = bundle.get("total")
        if isinstance(total, int):
            bundle["total"] = total + 1
        return replace(search, bundle=bundle)


def _entry(observation: JsonObject, neighbours: JsonValue) -> JsonObject:
    """Return an entry shaped like its neighbours."""
    entry: JsonObject = {"resource": observation, "search": {"mode": "match"}}
    match neighbours:
        case [{"fullUrl": str() as url}, *_]:
            return {"fullUrl": f"{url.rpartition('/')[0]}/{observation.get('id')}"} | entry
        case _:
            return entry
