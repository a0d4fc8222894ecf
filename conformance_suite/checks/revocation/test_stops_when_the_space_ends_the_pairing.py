from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_calls_stopped, assert_dead_token_dropped, assert_refusal_told
from conformance_suite.scripts.refreshing import end_mid_session


@case("REV-02", requirement="REF-REV-01", play=end_mid_session())
def test_stops_when_the_space_ends_the_pairing(episode: Episode) -> None:
    """After a 401 and invalid_grant all calls stop and the person is told (RFC 6749 5.2; RFC 6750 3.1)."""
    assert_dead_token_dropped(episode)
    assert_calls_stopped(episode)
    assert_refusal_told(episode)
