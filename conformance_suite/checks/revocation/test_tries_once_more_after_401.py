from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_one_replay
from conformance_suite.scripts.refreshing import read_refused
from conformance_suite.witnesses import assert_journey_readable


@case("REV-01", requirement="REF-REV-01", play=read_refused("invalid_token"))
def test_tries_once_more_after_401(episode: Episode) -> None:
    """After a 401: one refresh, one more call, then a page for the person (RFC 6750 3.1)."""
    assert_one_replay(episode)
    assert_journey_readable(episode, "read_measures")
