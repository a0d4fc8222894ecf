from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_session


@case("TOK-12", requirement="REF-TOK-03", play=sign_in("token_response_incomplete", member="scope"))
def test_accepts_tokens_without_scope(episode: Episode) -> None:
    """A token response may leave scope out: the sign-in succeeds (RFC 6749 5.1)."""
    assert_session(episode)
