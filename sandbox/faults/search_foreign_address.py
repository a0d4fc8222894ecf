"""INJ-08: something in a Bundle that says where more is to be found says: on another host."""

from dataclasses import dataclass, replace
from typing import ClassVar, Literal
from urllib.parse import urlsplit

from sandbox.hooks import SearchBundle
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue


@dataclass(frozen=True)
class SearchForeignAddress:
    """Leads to the canary host by one kind of address that a Bundle holds.

    Kinds: the `reference` of each match to its subject (FHIR R4, References: absolute ones are allowed), the `fullUrl`
    of each entry, and the `self` link of the Bundle.
    """

    id: ClassVar[str] = "search_foreign_address"
    kind: Literal["reference", "full_url", "self_link"] = "reference"

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search with addresses of that kind at the canary host."""
        host = search.canaries[0]
        bundle = search.bundle
        if self.kind == "self_link":
            links: list[JsonValue] = [_link(link, host) for link in list_at(bundle, "link")]
            return replace(search, bundle={**bundle, "link": links})
        change = _with_subject if self.kind == "reference" else _with_full_url
        entries: list[JsonValue] = [change(entry, host, search.patient) for entry in list_at(bundle, "entry")]
        return replace(search, bundle={**bundle, "entry": entries})


def _link(link: JsonValue, host: str) -> JsonValue:
    if not isinstance(link, dict) or link.get("relation") != "self":
        return link
    return {**link, "url": _moved(text_at(link, "url") or "", host)}


def _with_subject(entry: JsonValue, host: str, patient: str) -> JsonValue:
    resource = object_at(entry, "resource")
    if not isinstance(entry, dict) or "subject" not in resource:
        return entry
    subject: JsonObject = {**object_at(resource, "subject"), "reference": f"{host}/fhir/Patient/{patient}"}
    return {**entry, "resource": {**resource, "subject": subject}}


def _with_full_url(entry: JsonValue, host: str, _patient: str) -> JsonValue:
    return {**entry, "fullUrl": _moved(text_at(entry, "fullUrl") or "", host)} if isinstance(entry, dict) else entry


def _moved(url: str, host: str) -> str:
    parts = urlsplit(url)
    return f"{host}{parts.path}" + (f"?{parts.query}" if parts.query else "")
