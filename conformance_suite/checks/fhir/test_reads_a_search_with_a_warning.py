from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_own_measure_still_shown
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-12", requirement="REF-FHR-10", play=read_odd(outcome=31.17))
def test_reads_a_search_with_a_warning(episode: Episode) -> None:
    """A warning among the matches hides no measure and brings no error (FHIR R4 Search, search.mode outcome)."""
    assert_own_measure_still_shown(episode)
