from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_while_running
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-12", requirement="REF-TLS-02", plays=wrong_while_running("development_root"))
def test_does_not_trust_development_roots(episode: Episode) -> None:
    """A root of a development tool is like any root that the app was not told to trust (RFC 5280 6.1)."""
    assert_refuses_the_server(episode)
