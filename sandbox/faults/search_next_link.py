"""FHIR-16 and FHIR-17: the `next` link of a search leads to the same page again, or to another host."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal
from urllib.parse import urlsplit

from sandbox.hooks import SearchBundle
from sandbox.json_reading import list_at, text_at

if TYPE_CHECKING:
    from sandbox.json_value import JsonValue


@dataclass(frozen=True)
class SearchNextLink:
    """Gives every page a `next` link: to `itself`, or to the space under the name of another `host` (RFC 6454, 4)."""

    id: ClassVar[str] = "search_next_link"
    leads_to: Literal["itself", "other_host"] = "itself"
    host: str = "127.0.0.1"

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search with that link in place of its own; one that does not say its own URL stays as it is."""
        links = list_at(search.bundle, "link")
        own = next((text_at(link, "url") for link in links if text_at(link, "relation") == "self"), None)
        if own is None:
            return search
        kept = [link for link in links if text_at(link, "relation") != "next"]
        told: list[JsonValue] = [*kept, {"relation": "next", "url": self._url(own)}]
        return replace(search, bundle={**search.bundle, "link": told})

    def _url(self, own: str) -> str:
        if self.leads_to == "itself":
            return own
        parts = urlsplit(own)
        port = "" if parts.port is None else f":{parts.port}"
        return parts._replace(netloc=f"{self.host}{port}").geturl()
