from __future__ import annotations

from typing import TYPE_CHECKING

from sandbox.fhir.resource_kind import ResourceKind
from sandbox.fhir.store import NOBODY, FhirStore

if TYPE_CHECKING:
    from builders.spaces import Bench


def test_a_version_that_comes_in_is_not_believed(bench: Bench) -> None:
    """Whoever reads a resource and sends it back changed sends the number of the version that they read."""
    kind = ResourceKind("Basic", frozenset({"update"}))
    resource = {"resourceType": "Basic", "id": "1", "meta": {"versionId": "1", "source": "urn:oid:2.999"}}
    with bench.space.part(FhirStore).transaction() as writing:
        writing.keep(kind, resource, NOBODY, now=0.0)
        kept = writing.keep(kind, resource, NOBODY, now=1.0)

    assert kept.version == 2
    meta = {"versionId": "2", "source": "urn:oid:2.999", "lastUpdated": "1970-01-01T00:00:01.000+00:00"}
    assert kept.read()["meta"] == meta
