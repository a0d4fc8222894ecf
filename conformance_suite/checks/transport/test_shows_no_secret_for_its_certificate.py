from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.mutual_tls import assert_no_secret_instead
from conformance_suite.scripts.mutual_tls import certificate_not_asked


@case("MTLS-02", requirement="REF-TLS-07", play=certificate_not_asked())
def test_shows_no_secret_for_its_certificate(episode: Episode) -> None:
    """When nobody asks for the certificate, no secret takes its place (RFC 8705 2; RFC 6749 2.3)."""
    assert_no_secret_instead(episode)
