from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_while_running
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-09", requirement="REF-TLS-04", plays=wrong_while_running("null_cipher"))
def test_does_not_speak_without_encryption(episode: Episode) -> None:
    """The app agrees on no cipher suite without encryption (RFC 9325, cipher suites)."""
    assert_refuses_the_server(episode)
