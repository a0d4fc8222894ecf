from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_no_call_after_refresh
from conformance_suite.scripts.refreshing import refresh_once


@case(
    "RFR-08",
    requirement="REF-TOK-04",
    play=refresh_once("token_response_altered", member="scope", value="openid identity", grant="refresh_token"),
)
def test_keeps_within_the_refreshed_scope(episode: Episode) -> None:
    """When a refresh no longer grants reading nothing more is read (RFC 6749 6)."""
    assert_no_call_after_refresh(episode)
