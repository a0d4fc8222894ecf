"""The answer of a search: a searchset Bundle into which kept texts are spliced as they are (FHIR R4, 3.1.1.5)."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import urlencode

import orjson
from werkzeug.datastructures import MultiDict

from sandbox.clock import Clock
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.json_text import read_kept, write_json
from sandbox.fhir.operation_outcome import operation_outcome
from sandbox.fhir.search.query import Query
from sandbox.fhir.store import Kept, Page
from sandbox.json_reading import object_at
from sandbox.json_value import JsonObject, JsonValue

Link = tuple[str, str]
_SUBSETTED: Final[JsonObject] = {
    "system": "http://terminology.hl7.org/CodeSystem/v3-ObservationValue",
    "code": "SUBSETTED",
}
# What every answer keeps of a resource, however little of it was asked (FHIR R4, 3.1.1.5.9).
_ALWAYS: Final = frozenset({"resourceType", "id", "meta", "implicitRules"})


def searchset(call: Call, query: Query, page: Page, links: Iterable[Link], included: Sequence[Kept] = ()) -> str:
    """Write the Bundle."""
    entries = [_entry(call, query, kept, "match") for kept in page.matches]
    entries += [_entry(call, query, kept, "include") for kept in included]
    if query.warnings:
        outcome = {"resource": operation_outcome(query.warnings), "search": {"mode": "outcome"}}
        entries.append(orjson.Fragment(orjson.dumps(outcome)))
    bundle = {
        "resourceType": "Bundle",
        "id": str(uuid.uuid4()),
        "meta": {"lastUpdated": call.space.part(Clock).today().isoformat(timespec="milliseconds")},
        "type": "searchset",
        **({} if page.total is None else {"total": page.total}),
        "link": [{"relation": relation, "url": url} for relation, url in links],
        **({"entry": entries} if entries else {}),  # FHIR knows no empty array
    }
    return orjson.dumps(bundle).decode()


def page_links(url: str, parameters: MultiDict[str, str], query: Query, page: Page) -> Iterator[Link]:
    """Give the relations and URLs of the pages around this one; all that was asked is in each."""
    pages = {"self": query.page}
    if query.page > 0 and query.summary != "count":
        pages = {"previous": query.page - 1, **pages}
    if page.more:
        pages["next"] = query.page + 1
    kept = [(name, value) for name, value in parameters.items(multi=True) if name not in {"_offset", "_count"}]
    for relation, number in pages.items():
        yield relation, f"{url}?{urlencode([*kept, ('_count', str(query.count)), ('_offset', str(number))])}"


def subset(resource: JsonObject, query: Query) -> JsonObject:
    """Leave of a resource what `_elements` or `_summary` asks for, and mark it as incomplete."""
    if query.elements:
        kept = _ALWAYS | set(query.elements) | query.kind.mandatory
    elif query.summary == "text":
        kept = _ALWAYS | {"text"} | query.kind.mandatory
    elif query.summary == "true":
        kept = _ALWAYS | query.kind.summary
    else:  # data: everything but the narrative
        kept = frozenset(resource) - {"text"}
    left: JsonObject = {name: value for name, value in resource.items() if name.removeprefix("_") in kept}
    meta = object_at(resource, "meta")
    tags = meta.get("tag")
    marks: list[JsonValue] = [*(tags if isinstance(tags, list) else ()), _SUBSETTED]
    return {**left, "meta": {**meta, "tag": marks}}


def _entry(call: Call, query: Query, kept: Kept, mode: str) -> object:
    text = kept.text
    if query.elements or query.summary in {"true", "text", "data"}:
        resource = read_kept(text)
        if isinstance(resource, dict) and mode == "match":
            text = write_json(subset(resource, query))
    start = orjson.dumps({"fullUrl": call.url(kept)}).decode().removesuffix("}")
    return orjson.Fragment(f'{start},"resource":{call.naming.told(text)},"search":{{"mode":"{mode}"}}}}')
