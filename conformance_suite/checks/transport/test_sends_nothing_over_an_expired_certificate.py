from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import expired_everywhere
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-01", requirement="REF-TLS-01", plays=expired_everywhere())
def test_sends_nothing_over_an_expired_certificate(episode: Episode) -> None:
    """A server whose certificate has expired gets no request (RFC 6749 10.9; RFC 5280 6.1.3; RFC 9325)."""
    assert_refuses_the_server(episode)
