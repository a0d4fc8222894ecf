"""FHIR-14: a search finds nothing, as in an empty record: what an app says of errors is compared with that."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import SearchBundle
from sandbox.json_reading import list_at, text_at


@dataclass(frozen=True)
class SearchWithoutMatches:
    """Takes every match and every further page out of a search (FHIR R4, 3.1.1.5: a searchset may be empty)."""

    id: ClassVar[str] = "search_without_matches"

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search as of a record with nothing in it."""
        kept = [link for link in list_at(search.bundle, "link") if text_at(link, "relation") == "self"]
        bundle = {name: value for name, value in search.bundle.items() if name != "entry"}
        return replace(search, bundle={**bundle, "total": 0, "link": kept})
