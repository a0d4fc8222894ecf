from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.launching import assert_launch_opens_nobody_else
from conformance_suite.scripts.launches import launched_again_by_another


@case("INJ-06", requirement="REF-INJ-04", play=launched_again_by_another())
def test_opens_nobody_elses_launch(episode: Episode) -> None:
    """A launch that comes again opens the context of its patient to nobody else (SMART App Launch 2.2, 2.1)."""
    assert_launch_opens_nobody_else(episode)
