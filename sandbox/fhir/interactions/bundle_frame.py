"""The frame of a transaction Bundle (FHIR R4, 2.36 and 3.1.0.11): all that is not in the resources of its entries."""

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

from werkzeug.http import parse_etags

from sandbox.fhir.issue import Issue, error
from sandbox.fhir.validation import archive
from sandbox.fhir.validation.formats import format_of
from sandbox.fhir.validation.modifiers import not_understood
from sandbox.fhir.validation.resource import validate
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue

_CONDITIONS: Final = ("ifMatch", "ifNoneMatch", "ifModifiedSince", "ifNoneExist")
_MEANT: Final = {"POST": "ifNoneExist", "PUT": "ifMatch", "PATCH": "ifMatch"}  # the one that a method heeds
_URNS: Final = {f"urn:{kind}:": (kind, format_of(kind)) for kind in ("uuid", "oid")}


def frame_issues(bundle: JsonObject) -> Iterator[Issue]:
    """Give what is wrong with the Bundle but for the resources in it and what its API does not take."""
    yield from not_understood(bundle)
    yield from (one for one in validate(_frame(bundle)) if not one.diagnostics.endswith("(bdl-7)"))  # said with places
    seen: set[str] = set()
    for number, entry in enumerate(list_at(bundle, "entry")):
        where = f"Bundle.entry[{number}]"
        full_url = text_at(entry, "fullUrl") or ""
        if full_url in seen:
            text = f"Another entry has the fullUrl {full_url[:80]}: give each its own"
            yield error("duplicate", text, f"{where}.fullUrl")
        elif full_url:
            seen.add(full_url)
            yield from _full_url_issues(full_url, entry, f"{where}.fullUrl")
        yield from _condition_issues(object_at(entry, "request"), f"{where}.request")


def _frame(bundle: JsonObject) -> JsonObject:
    """Return the Bundle without what is checked apart: the resources, and the profile, which speaks of them."""
    frame = dict(bundle)
    if isinstance(bundle.get("entry"), list):
        frame["entry"] = [_without(entry, "resource") for entry in list_at(bundle, "entry")]
    meta = _without(bundle.get("meta"), "profile")
    if meta == {}:
        del frame["meta"]
    elif "meta" in bundle:
        frame["meta"] = meta
    return frame


def _without(node: JsonValue, name: str) -> JsonValue:
    return {key: value for key, value in node.items() if key != name} if isinstance(node, dict) else node


def _full_url_issues(full_url: str, entry: JsonValue, where: str) -> Iterator[Issue]:
    """Demand an absolute URL that agrees with what the entry holds (FHIR R4, Bundle.entry.fullUrl)."""
    try:
        parts = urlsplit(full_url)
    except ValueError:  # half of an IPv6 address
        parts = urlsplit("")
    if not parts.scheme:
        text = f"fullUrl must be absolute, such as urn:uuid:... for what is new, not {full_url[:80]!r}"
        yield error("value", text, where)
        return
    for start, (kind, wrong) in _URNS.items():
        if full_url.startswith(start) and wrong(full_url):
            yield error(
                "value",
                f"fullUrl must be {start} and a whole {kind.upper()}, in small letters, not {full_url[:80]!r}",
                where,
            )
    if parts.scheme in {"http", "https"}:
        yield from _disagreements(parts.path.rstrip("/").split("/"), entry, where)


def _disagreements(steps: list[str], entry: JsonValue, where: str) -> Iterator[Issue]:
    """Tell where a URL of a server says another type or id than the entry: that of its resource, or of its request."""
    asked, resource = object_at(entry, "request"), object_at(entry, "resource")
    kind, _, resource_id = (text_at(asked, "url") or "").partition("?")[0].rpartition("/")
    told = text_at(resource, "id") if text_at(asked, "method") == "POST" else (resource_id if kind else None)
    if told is not None and steps[-1] != told:
        yield error("value", f"fullUrl must end with the id of its resource, {told[:64]}", where)
    expected = kind.rpartition("/")[2] or resource_id
    named = steps[-2] if len(steps) > 1 else ""
    if named in archive.resource_types() and named != expected:
        yield error("value", f"fullUrl must name a {expected[:40]}, as its entry does, not a {named}", where)


def _condition_issues(asked: JsonObject, where: str) -> Iterator[Issue]:
    method = text_at(asked, "method") or ""
    for name in _CONDITIONS:
        if name in asked and method in _MEANT and name != _MEANT[method]:
            text = f"{name} means nothing with {method}, which heeds {_MEANT[method]}: leave it out"
            yield error("invalid", text, f"{where}.{name}")
    if "ifMatch" in asked and not parse_etags(text_at(asked, "ifMatch")):
        yield error("value", 'ifMatch must be an entity tag, such as W/"3"', f"{where}.ifMatch")
