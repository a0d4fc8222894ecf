from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_everywhere
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-03", requirement="REF-TLS-01", plays=wrong_everywhere("self_signed"))
def test_sends_nothing_over_a_self_signed_certificate(episode: Episode) -> None:
    """A server that vouches for itself gets no request (RFC 6749 10.9; RFC 5280 6.1)."""
    assert_refuses_the_server(episode)
