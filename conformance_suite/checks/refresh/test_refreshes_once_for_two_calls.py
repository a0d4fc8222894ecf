from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_one_refresh_for_all
from conformance_suite.scripts.refreshing import read_twice_at_once


@case("RFR-04", requirement="REF-RFR-08", play=read_twice_at_once())
def test_refreshes_once_for_two_calls(episode: Episode) -> None:
    """Two calls that find the access token expired share one refresh (RFC 9700 4.14.2: a token used twice is dead)."""
    assert_one_refresh_for_all(episode)
