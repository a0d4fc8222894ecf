from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_page_stays_usable
from conformance_suite.scripts.fhir import read_in_ways_alone


@case("FHIR-31", requirement="REF-FHR-19", plays=read_in_ways_alone("search_without_end", "how", "circle", "depth"))
def test_survives_answers_without_end(episode: Episode) -> None:
    """References in a circle and a thousand levels of nesting bring down no page (FHIR R4 References, 2.3.0)."""
    assert_page_stays_usable(episode)
