from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.leaks import assert_no_token_in_urls
from conformance_suite.scripts.surface import look_at_measures


@case("LEAK-01", requirement="REF-LEA-01", play=look_at_measures())
def test_puts_no_token_in_addresses(episode: Episode) -> None:
    """No access or refresh token travels in an address (RFC 6750 5.3; RFC 9700 4.3.2)."""
    assert_no_token_in_urls(episode.run)
