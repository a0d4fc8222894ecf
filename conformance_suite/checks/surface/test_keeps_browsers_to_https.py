from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.page_headers import assert_strict_transport
from conformance_suite.scripts.sign_in import sign_in


@case("HDR-01", requirement="REF-HDR-02", play=sign_in(passive=True))
def test_keeps_browsers_to_https(episode: Episode) -> None:
    """Pages send Strict-Transport-Security for a year at least (RFC 6797 6.1; OWASP ASVS 5.0 V3.4)."""
    assert_strict_transport(episode)
