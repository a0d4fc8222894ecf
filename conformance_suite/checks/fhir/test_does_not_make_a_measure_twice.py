from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_page_survives
from conformance_suite.scripts.fhir import write_then
from conformance_suite.sending import assert_retry_cannot_duplicate


@case("FHIR-22", requirement="REF-FHR-08", play=write_then("measures_write_answer", becomes="lost"))
def test_does_not_make_a_measure_twice(episode: Episode) -> None:
    """A write whose answer was lost is not sent again as a new measure (FHIR R4 http, conditional create)."""
    assert_retry_cannot_duplicate(episode)
    assert_page_survives(episode, "write_measure")
