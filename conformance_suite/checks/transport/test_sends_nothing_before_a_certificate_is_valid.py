from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_everywhere
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-06", requirement="REF-TLS-01", plays=wrong_everywhere("not_yet_valid"))
def test_sends_nothing_before_a_certificate_is_valid(episode: Episode) -> None:
    """A server whose certificate is not valid yet gets no request (RFC 5280 6.1.3)."""
    assert_refuses_the_server(episode)
