"""FHIR-15: a search comes in more pages than the app may have expected."""

from dataclasses import dataclass, replace
from typing import ClassVar
from urllib.parse import parse_qsl, urlencode, urlsplit

from sandbox.hooks import SearchBundle
from sandbox.json_reading import list_at, text_at
from sandbox.json_value import JsonObject, JsonValue


@dataclass(frozen=True)
class SearchSmallPages:
    """Answers `size` matches at a time, however many were asked for (FHIR R4, 3.1.1.5.2: a server may give fewer).

    The first page is cut; its `next` link asks the space itself for pages of that size.
    """

    id: ClassVar[str] = "search_small_pages"
    size: int = 1

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the first page of several; a search of one page already so small, or of the latest, stays as it is."""
        entries, links = list_at(search.bundle, "entry"), list_at(search.bundle, "link")
        own = next((text_at(link, "url") or "" for link in links if text_at(link, "relation") == "self"), "")
        asked = dict(parse_qsl(urlsplit(own).query))
        if len(entries) <= self.size or asked.get("_offset", "0") != "0" or "_sort" in asked:
            return search
        told: list[JsonValue] = [_link("self", self._url(own, 0)), _link("next", self._url(own, 1))]
        return replace(search, bundle={**search.bundle, "entry": entries[: self.size], "link": told})

    def _url(self, url: str, page: int) -> str:
        parts = urlsplit(url)
        kept = [pair for pair in parse_qsl(parts.query) if pair[0] not in {"_count", "_offset"}]
        query = urlencode([*kept, ("_count", str(self.size)), ("_offset", str(page))])
        return parts._replace(query=query).geturl()


def _link(relation: str, url: str) -> JsonObject:
    return {"relation": relation, "url": url}
