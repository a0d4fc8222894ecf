from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_page_stays_usable
from conformance_suite.scripts.fhir import read_in_ways_alone


@case("FHIR-30", requirement="REF-FHR-19", plays=read_in_ways_alone("search_huge", "how", "entries", "megabytes"))
def test_keeps_its_page_usable(episode: Episode) -> None:
    """Ten thousand matches or fifty megabytes at once make no page that nobody can use (OWASP ASVS 5.0 V15.2)."""
    assert_page_stays_usable(episode)
