"""The answer of a search: a searchset Bundle into which kept texts are spliced as they are (FHIR R4, 3.1.1.5)."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from urllib.parse import urlencode

import orjson
from werkzeug.datastructures import MultiDict

from sandbox.clock import Clock
from sandbox.fhir.interactions.call import Call
from sandbox.fhir.json_text import write_json
from sandbox.fhir.operation_outcome import operation_outcome
from sandbox.fhir.search.query import Query
from sandbox.fhir.search.subset import is_subset, subset
from sandbox.fhir.store import Kept, Page

Link = tuple[str, str]


def searchset(call: Call, query: Query, page: Page, links: Iterable[Link], included: Sequence[Kept] = ()) -> str:
    """Write the Bundle."""
    naming, whole = call.naming, not is_subset(query)
    matches = [kept.text if whole else write_json(subset(kept.read(), query)) for kept in page.matches]
    entries = [
        _entry(call.url(kept), naming.told(text), "match") for kept, text in zip(page.matches, matches, strict=True)
    ]
    entries += [_entry(call.url(kept), naming.told(kept.text), "include") for kept in included]
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
    """Give the relations and URLs of the pages around this one, with all that was heeded (FHIR R4, 3.1.1.5.2)."""
    pages = {"self": query.page}
    if query.page > 0 and query.summary != "count":
        pages = {"previous": query.page - 1, **pages}
    if page.more:
        pages["next"] = query.page + 1
    left_out = {"_offset", "_count", *query.ignored}
    kept = [(name, value) for name, value in parameters.items(multi=True) if name not in left_out]
    for relation, number in pages.items():
        yield relation, f"{url}?{urlencode([*kept, ('_count', str(query.count)), ('_offset', str(number))])}"


def _entry(url: str, text: str, mode: str) -> object:
    start = orjson.dumps({"fullUrl": url}).decode().removesuffix("}")
    return orjson.Fragment(f'{start},"resource":{text},"search":{{"mode":"{mode}"}}}}')
