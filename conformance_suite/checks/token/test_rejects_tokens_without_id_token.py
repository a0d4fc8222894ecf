from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("TOK-16", requirement="REF-TOK-01", play=sign_in("token_response_incomplete", member="id_token"))
def test_rejects_tokens_without_id_token(episode: Episode) -> None:
    """Without an ID token nobody is signed in (OpenID Connect Core 3.1.3.3)."""
    assert_no_session(episode)
