from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_everywhere
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-04", requirement="REF-TLS-01", plays=wrong_everywhere("unknown_root"))
def test_sends_nothing_under_an_unknown_root(episode: Episode) -> None:
    """A server under a root that the app was not told to trust gets no request (RFC 5280 6.1)."""
    assert_refuses_the_server(episode)
