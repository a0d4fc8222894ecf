from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.records import assert_gone_not_shown
from conformance_suite.scripts.records import GONE, look_at_what_is_gone


@case("FHIR-45", requirement="REF-FHR-17", plays=look_at_what_is_gone("410", "404"))
def test_takes_what_is_gone_out_of_sight(episode: Episode) -> None:
    """What a read by id no longer finds is not shown as before, and the page says so (FHIR R4 http, 3.1.0.7)."""
    assert_gone_not_shown(episode, GONE)
