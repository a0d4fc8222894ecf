"""FHIR-05: the answer to a search is about the patient of before."""

from dataclasses import dataclass, replace
from typing import ClassVar

from sandbox.hooks import SearchBundle
from sandbox.json_value import JsonObject


@dataclass(frozen=True)
class SearchPatientBefore:
    """Answers with what the same search finds about somebody else, and nothing of the person (FHIR R4, Search).

    In an episode in which two people are paired that is the other of them.
    """

    id: ClassVar[str] = "search_patient_before"

    def search_bundle(self, search: SearchBundle) -> SearchBundle:
        """Return the search about somebody else; unchanged if nothing of that kind is known of anybody else."""
        if not search.foreign:
            return search
        bundle: JsonObject = {**search.bundle, "entry": [_entry(observation) for observation in search.foreign]}
        if "total" in bundle:
            bundle["total"] = len(search.foreign)
        return replace(search, bundle=bundle)


def _entry(observation: JsonObject) -> JsonObject:
    return {"resource": observation, "search": {"mode": "match"}}
