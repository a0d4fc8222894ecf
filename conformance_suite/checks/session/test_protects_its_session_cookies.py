from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.session_cookies import assert_session_cookies_protected


@case("SES-01", requirement="REF-SES-04", play=sign_in(passive=True))
def test_protects_its_session_cookies(episode: Episode) -> None:
    """Session cookies are Secure and HttpOnly, and SameSite Lax or Strict (OWASP ASVS 5.0 V3.3)."""
    assert_session_cookies_protected(episode)
