from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_pages_survive, assert_unit_kept
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-35", requirement="REF-FHR-02", play=read_odd(pounds=131.17))
def test_keeps_values_with_their_units(episode: Episode) -> None:
    """A weight in pounds is converted or shown in pounds (FHIR R4 Quantity; UCUM)."""
    assert_pages_survive(episode)
    assert_unit_kept(episode, "131.17")
