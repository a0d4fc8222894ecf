from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_while_running
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-07", requirement="REF-TLS-02", plays=wrong_while_running("name_in_cn_only"))
def test_does_not_take_the_common_name_for_a_host(episode: Episode) -> None:
    """A certificate without a subject alternative name is for no host (RFC 9525, the common name is not used)."""
    assert_refuses_the_server(episode)
