"""Professionals are resources that belong to nobody, written when somebody needs them."""

from __future__ import annotations

import json

from builders.spaces import Bench

from sandbox.fhir.professionals import DIRECTORY_KINDS, everybody, settle_directory, settle_professionals
from sandbox.fhir.resources.practitioner import PRACTITIONER, practitioner_id, professional_id
from sandbox.fhir.search.query import Query
from sandbox.fhir.store import NOBODY, FhirStore
from sandbox.people.people import People


def test_colleagues_share_their_place_and_nobody_is_written_twice() -> None:
    """Two APIs may need the same professional: the second finds what the first wrote, version 1."""
    bench = Bench()
    store, directory = bench.space.part(FhirStore), bench.space.part(People).directory
    somebody = directory.near("44", "cardiologist")
    settle_professionals(bench.space, [somebody])
    settle_directory(bench.space)
    settle_professionals(bench.space, [somebody])
    for kind in DIRECTORY_KINDS:
        found = store.search(Query(kind, count=100), NOBODY).matches
        assert {kept.version for kept in found} == {1}
    assert len(store.search(Query(PRACTITIONER, count=100), NOBODY).matches) == len(directory)


def test_the_directory_grows_when_people_settle() -> None:
    """Residents who come later bring their professionals; those of before stay."""
    bench = Bench()
    settle_directory(bench.space)
    people = bench.space.part(People)
    people.settle(20_000)
    settle_directory(bench.space)
    page = bench.space.part(FhirStore).search(Query(PRACTITIONER, count=1), NOBODY)
    assert page.total == len(people.directory) > 33


def test_every_id_is_one_that_fhir_allows_and_leads_back() -> None:
    """An id holds letters, digits, hyphens and points (FHIR R4, 2.24.0.1), though specialties have underscores."""
    bench = Bench()
    for one in everybody(bench.space.part(People).directory):
        assert "_" not in practitioner_id(one.id)
        assert professional_id(practitioner_id(one.id)) == one.id


def test_references_lead_to_what_is_there() -> None:
    """Whatever a resource of the directory refers to stands in the store."""
    bench = Bench()
    settle_directory(bench.space)
    store = bench.space.part(FhirStore)
    for kind in DIRECTORY_KINDS:
        for kept in store.search(Query(kind, count=100), NOBODY).matches:
            for reference in _references(json.loads(kept.text)):
                resource_type, _, resource_id = reference.partition("/")
                assert store.find(resource_type, resource_id, NOBODY), reference


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["reference"]] if "reference" in node else []
        return own + [one for member in node.values() for one in _references(member)]
    return [one for part in node for one in _references(part)] if isinstance(node, list) else []
