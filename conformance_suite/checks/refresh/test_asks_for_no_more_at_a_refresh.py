from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_refreshes_within_the_grant
from conformance_suite.scripts.refreshing import refresh_what_was_half_granted


@case("RFR-11", requirement="REF-TOK-09", play=refresh_what_was_half_granted())
def test_asks_for_no_more_at_a_refresh(episode: Episode) -> None:
    """A refresh asks for no scope that was not granted (RFC 6749 6; SMART App Launch, refresh)."""
    assert_refreshes_within_the_grant(episode)
