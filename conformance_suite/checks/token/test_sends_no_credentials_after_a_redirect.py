from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.token_use import assert_nothing_sent_astray
from conformance_suite.witnesses import assert_no_session


@case("TOK-17", requirement="REF-TOK-05", play=sign_in("token_redirect"))
def test_sends_no_credentials_after_a_redirect(episode: Episode) -> None:
    """A redirect of the token request to another host gets neither code nor secret (RFC 9110 15.4.8; RFC 6749 10.3)."""
    assert_nothing_sent_astray(episode)
    assert_no_session(episode)
