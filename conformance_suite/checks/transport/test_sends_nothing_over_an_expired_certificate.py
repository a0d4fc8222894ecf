from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_request_over_bad_tls, assert_no_session


@case("TLS-01", requirement="REF-TLS-01", play=sign_in(fault="certificate_expired", lane="twin"))
def test_sends_nothing_over_an_expired_certificate(episode: Episode) -> None:
    """A server whose certificate has expired gets no request (RFC 6749 10.9; RFC 5280 6.1.3; RFC 9325)."""
    assert_no_request_over_bad_tls(episode)
    assert_no_session(episode)
