from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_dead_token_dropped, assert_no_loop_after_refusal, assert_refusal_told
from conformance_suite.scripts.measures import refresh_after_expiry


@case("RFR-03", requirement="REF-OAU-07", play=refresh_after_expiry(refused="yes"))
def test_drops_tokens_when_refresh_is_refused(episode: Episode) -> None:
    """After `invalid_grant` the refresh token is not used again, nothing loops, the person is told (RFC 6749 5.2)."""
    assert_dead_token_dropped(episode)
    assert_no_loop_after_refusal(episode)
    assert_refusal_told(episode)
