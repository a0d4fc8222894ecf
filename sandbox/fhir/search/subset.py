"""What `_elements` and `_summary` leave of a resource (FHIR R4, 3.1.1.5.8 and 3.1.1.5.9)."""

from functools import cache
from typing import Final

from sandbox.fhir.search.query import Query
from sandbox.fhir.validation.archive import read
from sandbox.json_reading import list_at, object_at
from sandbox.json_value import JsonObject

_SUBSETTED: Final[JsonObject] = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
_ALWAYS: Final = frozenset({"resourceType", "id", "meta", "implicitRules"})


def is_subset(query: Query) -> bool:
    """Tell whether the search asks for less than whole resources."""
    return bool(query.elements) or query.summary in {"true", "text", "data"}


def subset(resource: JsonObject, query: Query) -> JsonObject:
    """Leave of a resource what is asked and what it must have, and mark it as incomplete."""
    kept = _kept(query)
    left: JsonObject = {name: value for name, value in resource.items() if _is_kept(name.removeprefix("_"), kept)}
    if query.summary == "data":
        left = {name: value for name, value in resource.items() if name not in {"text", "_text"}}
    meta = object_at(resource, "meta")
    return {**left, "meta": {**meta, "tag": [*list_at(meta, "tag"), _SUBSETTED]}}


def _kept(query: Query) -> frozenset[str]:
    mandatory, summary = _elements_of(query.kind.type)
    if query.elements:
        return mandatory | set(query.elements)
    return summary | mandatory if query.summary == "true" else mandatory | {"text"}


def _is_kept(name: str, kept: frozenset[str]) -> bool:
    if name in kept or name in _ALWAYS:
        return True
    return any(one.endswith("[x]") and name.startswith(one.removesuffix("[x]")) for one in kept)


@cache
def _elements_of(resource_type: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the mandatory elements and those of the summary, as the official definitions mark them."""
    elements = read(f"type/{resource_type}.json")["shapes"][resource_type]["elements"]
    mandatory = frozenset(name for name, element in elements.items() if element.get("min"))
    return mandatory, frozenset(name for name, element in elements.items() if element.get("summary"))
