from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pushing import assert_only_request_uri_in_browser
from conformance_suite.scripts.pushing import watch_pushing


@case("AREQ-14", requirement="REF-AUT-20", play=watch_pushing())
def test_lets_only_the_request_uri_through_the_browser(episode: Episode) -> None:
    """Where requests are to be pushed, nothing but client_id and request_uri passes the browser (RFC 9126 4, 5)."""
    assert_only_request_uri_in_browser(episode.run)
