"""FHIR-30: a search answers far more than anybody expects on one page."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import ClassVar, Literal

from sandbox.hooks import SearchBundle
from sandbox.json_reading import list_at, object_at, text_at
from sandbox.json_value import JsonObject, JsonValue


@dataclass(frozen=True)
class SearchHuge:
    """Adds `entries` copies of the latest measure, a minute apart, or a note of as many `megabytes` to it.

    More than a page should have, whatever `_count` asked for (FHIR R4, 3.1.1.5.2).
    """

    id: ClassVar[str] = "search_huge"
    how: Literal["entries", "megabytes"] = "entries"
    entries: int = 10_000
    megabytes: int = 50

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search so swollen; one without matches stays as it is."""
        entries = list_at(search.bundle, "entry")
        if not entries:
            return search
        latest = max(entries, key=lambda entry: text_at(object_at(entry, "resource"), "effectiveDateTime") or "")
        if self.how == "megabytes":
            heavy: list[JsonValue] = [self._heavy(one) if one is latest else one for one in entries]
            return replace(search, bundle={**search.bundle, "entry": heavy})
        total = search.bundle.get("total")
        counted: JsonObject = {"total": total + self.entries} if isinstance(total, int) else {}
        copies: list[JsonValue] = [_copy(latest, number) for number in range(1, self.entries + 1)]
        return replace(search, bundle={**search.bundle, **counted, "entry": [*entries, *copies]})

    def _heavy(self, entry: JsonValue) -> JsonValue:
        resource = object_at(entry, "resource") | {"note": [{"text": "0" * (self.megabytes * 1_000_000)}]}
        return {**entry, "resource": resource} if isinstance(entry, dict) else entry


def _copy(entry: JsonValue, number: int) -> JsonValue:
    resource = object_at(entry, "resource")
    told: JsonObject = {"id": f"many-{number}"}
    taken = text_at(resource, "effectiveDateTime") or ""
    if "T" in taken:
        told["effectiveDateTime"] = (datetime.fromisoformat(taken) - timedelta(minutes=number)).isoformat()
    url = f"{(text_at(entry, 'fullUrl') or '').rpartition('/')[0]}/{told['id']}"
    return {**entry, "fullUrl": url, "resource": {**resource, **told}} if isinstance(entry, dict) else entry
