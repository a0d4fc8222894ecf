from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_everywhere
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-08", requirement="REF-TLS-03", plays=wrong_everywhere("tls_1_1", "tls_1_0"))
def test_does_not_speak_old_tls(episode: Episode) -> None:
    """The app speaks TLS 1.2 at least (RFC 8996)."""
    assert_refuses_the_server(episode)
