"""NET-11, beforehand: a search finds nothing, as for somebody without measures."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import SearchBundle


@dataclass(frozen=True)
class SearchEmpty:
    """Leaves out every match of a search (FHIR R4, Search): no lie by its form, so that apps show what nothing is."""

    id: ClassVar[str] = "search_empty"

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search without entries and without further pages."""
        bundle = {name: value for name, value in search.bundle.items() if name != "entry"} | {"total": 0}
        links = bundle.get("link")
        if isinstance(links, list):
            bundle["link"] = [link for link in links if isinstance(link, dict) and link.get("relation") == "self"]
        return replace(search, bundle=bundle)
