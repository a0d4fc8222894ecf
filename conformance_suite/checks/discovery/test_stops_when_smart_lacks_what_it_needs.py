from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_from_start
from conformance_suite.smart import assert_stops_without_standalone_launch

PLAY = sign_in_from_start("smart_configuration_lacks", uses=("smart_configuration",))


@case("DISC-14", requirement="REF-DIS-08", play=PLAY)
def test_stops_when_smart_lacks_what_it_needs(episode: Episode) -> None:
    """Nobody is sent to a launch that the server does not offer (SMART App Launch 2.2, capabilities)."""
    assert_stops_without_standalone_launch(episode)
