from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_not_as_any_other
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-07", requirement="REF-FHR-01", play=read_odd(other_type=31.17))
def test_ignores_other_types_of_resources(episode: Episode) -> None:
    """A resource of another type than was asked for is not shown as a measure (FHIR R4 Search)."""
    assert_not_as_any_other(episode, ["31.17"])
