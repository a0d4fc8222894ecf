from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_refresh_token_kept
from conformance_suite.scripts.refreshing import refresh_twice


@case(
    "RFR-02",
    requirement="REF-RFR-02",
    play=refresh_twice("token_response_incomplete", member="refresh_token", grant="refresh_token"),
)
def test_keeps_its_refresh_token_when_none_comes(episode: Episode) -> None:
    """Without a new refresh token the old one is kept and used (RFC 6749 6)."""
    assert_refresh_token_kept(episode)
