from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_one_replay
from conformance_suite.scripts.refreshing import read_refused
from conformance_suite.witnesses import assert_journey_readable


@case("REV-05", requirement="REF-REV-01", play=read_refused("insufficient_scope"))
def test_stops_when_scope_is_insufficient(episode: Episode) -> None:
    """After 403 insufficient_scope the call is not repeated and the person is told (RFC 6750 3.1)."""
    assert_one_replay(episode)
    assert_journey_readable(episode, "read_measures")
