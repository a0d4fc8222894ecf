from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_each_refresh_token_once
from conformance_suite.scripts.refreshing import refresh_twice


@case("RFR-01", requirement="REF-RFR-01", play=refresh_twice())
def test_uses_each_refresh_token_once(episode: Episode) -> None:
    """A refresh token that was replaced is never used again (RFC 9700 4.14.2)."""
    assert_each_refresh_token_once(episode)
