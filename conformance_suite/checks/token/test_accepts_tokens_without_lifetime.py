from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_session


@case("TOK-11", requirement="REF-TOK-03", play=sign_in("token_response_incomplete", member="expires_in"))
def test_accepts_tokens_without_lifetime(episode: Episode) -> None:
    """A token response may leave expires_in out: the sign-in succeeds (RFC 6749 5.1)."""
    assert_session(episode)
