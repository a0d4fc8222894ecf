from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.leaks import assert_no_secret_in_log
from conformance_suite.scripts.sign_in import sign_in


@case("LEAK-04", requirement="REF-LEA-05", play=sign_in(passive=True))
def test_writes_no_secret_in_its_log(episode: Episode) -> None:
    """No token, secret, private key or INS stands in what the app writes to its log (OWASP ASVS 5.0, 16.2.5).

    An authorization code does not count: it stands in the access log of any server whose redirect URI is a page, can be
    redeemed once only (RFC 6749 4.1.2), and by nobody without the verifier, which does count (RFC 7636 4.6).
    """
    assert_no_secret_in_log(episode.run)
