from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_while_running
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-05", requirement="REF-TLS-02", plays=wrong_while_running("incomplete_chain"))
def test_sends_nothing_over_an_incomplete_chain(episode: Episode) -> None:
    """A server that leaves out an intermediate certificate gets no request (RFC 5280 6.1; RFC 8446 4.4.2)."""
    assert_refuses_the_server(episode)
