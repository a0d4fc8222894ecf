from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.records import assert_read_as_asked
from conformance_suite.scripts.records import OTHER_RESOURCE, look_by_id


@case("FHIR-04", requirement="REF-FHR-13", plays=look_by_id())
def test_refuses_another_resource_than_asked(episode: Episode) -> None:
    """What a read by id returns under another id is not shown in its place (FHIR R4 http, 3.1.0.2)."""
    assert_read_as_asked(episode, OTHER_RESOURCE)
