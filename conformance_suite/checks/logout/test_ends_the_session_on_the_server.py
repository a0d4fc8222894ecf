from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import sign_out_with_copied_cookies
from conformance_suite.signing_out import assert_copied_cookies_dead, assert_signed_out


@case("LGO-16", requirement="REF-LGO-01", play=sign_out_with_copied_cookies())
def test_ends_the_session_on_the_server(episode: Episode) -> None:
    """After the logout nobody is signed in, and cookies copied before it open nothing (OWASP ASVS 5.0 V7)."""
    assert_signed_out(episode)
    assert_copied_cookies_dead(episode)
