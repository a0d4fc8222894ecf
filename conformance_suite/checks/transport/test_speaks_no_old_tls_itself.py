from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.own_server import assert_no_old_tls
from conformance_suite.scripts.transport import offer_old_tls


@case("TLS-15", requirement="REF-TLS-06", play=offer_old_tls())
def test_speaks_no_old_tls_itself(episode: Episode) -> None:
    """The app's own server speaks TLS 1.2 or newer only, with a certificate that holds (RFC 8996 4 and 5; ASVS V12)."""
    assert_no_old_tls(episode)
