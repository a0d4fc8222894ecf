from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.reading_again import assert_shown
from conformance_suite.scripts.fhir import read_odd


@case("FHIR-09", requirement="REF-FHR-10", play=read_odd(unknown_extension=31.17))
def test_shows_measures_with_unknown_extensions(episode: Episode) -> None:
    """An unknown extension does not hide the measure that it is about (FHIR R4 Extensibility)."""
    assert_shown(episode, "31.17")
