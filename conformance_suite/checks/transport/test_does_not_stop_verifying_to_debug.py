from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_while_debugging
from conformance_suite.wrong_tls import assert_refuses_the_server_when_debugging


@case("TLS-14", requirement="REF-TLS-01", play=wrong_while_debugging("unknown_root"))
def test_does_not_stop_verifying_to_debug(episode: Episode) -> None:
    """No setting lets the app send anything under an unknown root (RFC 5280 6.1; OWASP ASVS 5.0, 12.3.2)."""
    assert_refuses_the_server_when_debugging(episode)
