from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.launching import assert_launch_given_back
from conformance_suite.scripts.launches import launched_then_by_itself


@case("AREQ-10", requirement="REF-AUT-13", play=launched_then_by_itself())
def test_gives_the_launch_back(episode: Episode) -> None:
    """Opened from a record the app sends `launch` as it came, by itself it sends none (SMART App Launch 2.2, 2.1)."""
    assert_launch_given_back(episode)
