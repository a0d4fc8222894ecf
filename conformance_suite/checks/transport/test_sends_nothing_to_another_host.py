from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_everywhere
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-02", requirement="REF-TLS-01", plays=wrong_everywhere("wrong_host"))
def test_sends_nothing_to_another_host(episode: Episode) -> None:
    """A server whose certificate names another host gets no request (RFC 6749 10.9; RFC 9525, verifying identity)."""
    assert_refuses_the_server(episode)
