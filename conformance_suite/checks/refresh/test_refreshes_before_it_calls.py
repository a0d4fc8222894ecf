from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_expired_token_not_used
from conformance_suite.scripts.refreshing import refresh_once


@case("RFR-10", requirement="REF-RFR-05", play=refresh_once())
def test_refreshes_before_it_calls(episode: Episode) -> None:
    """An access token known to be expired is refreshed before the next call (RFC 6749 5.1)."""
    assert_expired_token_not_used(episode)
