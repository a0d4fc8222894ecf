from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.records import assert_copy_shown
from conformance_suite.scripts.records import look_again_and_again


@case("FHIR-21", requirement="REF-FHR-20", plays=look_again_and_again())
def test_shows_its_copy_of_what_has_not_changed(episode: Episode) -> None:
    """Who asks for changes only shows the copy that it kept when there are none: 304 (FHIR R4 http, 3.1.0.1.5)."""
    assert_copy_shown(episode)
