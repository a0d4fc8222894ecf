from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_not_doubled
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-18", requirement="REF-FHR-10", play=read_odd(twice=31.17))
def test_shows_each_measure_once(episode: Episode) -> None:
    """A measure that comes twice under one id is shown once (FHIR R4 Search, continuity of pages)."""
    assert_not_doubled(episode)
