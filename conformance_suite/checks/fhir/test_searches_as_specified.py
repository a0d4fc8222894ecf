from conformance_suite.asking import assert_searches_as_specified
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.fhir import watch_reads


@case("FHIR-41", requirement="REF-FHR-09", play=watch_reads())
def test_searches_as_specified(episode: Episode) -> None:
    """A search has both bounds of a period or asks for the latest; pages have 100 at most (API Mesures 1.5.2)."""
    assert_searches_as_specified(episode)
