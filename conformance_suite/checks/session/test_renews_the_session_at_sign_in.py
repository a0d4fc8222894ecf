from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.session_cookies import assert_session_renewed


@case("SES-02", requirement="REF-SES-02", play=sign_in(passive=True))
def test_renews_the_session_at_sign_in(episode: Episode) -> None:
    """Whoever signs in gets a new session identifier (OWASP ASVS 5.0 V7)."""
    assert_session_renewed(episode)
