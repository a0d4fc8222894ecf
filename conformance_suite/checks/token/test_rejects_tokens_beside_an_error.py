from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("TOK-08", requirement="REF-TOK-02", play=sign_in("token_response_altered", member="error", value="server_error"))
def test_rejects_tokens_beside_an_error(episode: Episode) -> None:
    """A token response that holds an error is an error, whatever its status (RFC 6749 5.2)."""
    assert_no_session(episode)
