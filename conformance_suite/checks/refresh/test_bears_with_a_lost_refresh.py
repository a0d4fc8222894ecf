from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_told
from conformance_suite.pairing_ends import assert_dead_token_left_alone
from conformance_suite.refreshing import assert_refreshes_bounded
from conformance_suite.scripts.refreshing import refresh_and_lose_the_answer


@case("RFR-09", requirement="REF-RFR-08", play=refresh_and_lose_the_answer())
def test_bears_with_a_lost_refresh(episode: Episode) -> None:
    """When the answer to a refresh is lost the app does not hammer, and then asks for the person (RFC 9700 4.14.2)."""
    assert_refreshes_bounded(episode)
    assert_dead_token_left_alone(episode)
    assert_told(episode, "read_measures")
