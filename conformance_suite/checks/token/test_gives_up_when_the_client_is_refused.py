from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.token_use import assert_one_code_each
from conformance_suite.witnesses import assert_journey_readable, assert_no_session


@case("TOK-02", requirement="REF-TOK-07", play=sign_in("token_error", error="invalid_client"))
def test_gives_up_when_the_client_is_refused(episode: Episode) -> None:
    """After invalid_client the code is not sent again and the person is told (RFC 6749 5.2)."""
    assert_one_code_each(episode)
    assert_no_session(episode)
    assert_journey_readable(episode, "login")
