from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.mutual_tls import assert_certificate_kept
from conformance_suite.scripts.mutual_tls import keys_where_certificates_are_asked


@case("MTLS-01", requirement="REF-TLS-07", play=keys_where_certificates_are_asked())
def test_presents_no_certificate_elsewhere(episode: Episode) -> None:
    """A foreign host that asks for the certificate is not shown it (RFC 8705 5, 8)."""
    assert_certificate_kept(episode)
