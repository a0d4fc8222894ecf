from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.transport import wrong_while_running
from conformance_suite.wrong_tls import assert_refuses_the_server


@case("TLS-10", requirement="REF-TLS-04", plays=wrong_while_running("sha1_signature", "weak_key", "weak_dh_group"))
def test_refuses_weak_keys_and_digests(episode: Episode) -> None:
    """The app takes no SHA-1 signature, no RSA key of 1024 bits and no such group (RFC 9325, key lengths)."""
    assert_refuses_the_server(episode)
