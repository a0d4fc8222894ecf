from conformance_suite.backend_services import assert_assertions_sound
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.backend_services import do_the_job


@case("BSA-01", requirement="REF-SVC-01", play=do_the_job())
def test_signs_its_assertions_as_services_do(episode: Episode) -> None:
    """Assertions are signed in RS384 or ES384 by a known key, for this space, five minutes, once (SMART 2.2 5.1.6)."""
    assert_assertions_sound(episode.run)
