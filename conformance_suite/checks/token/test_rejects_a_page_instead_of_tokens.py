from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_journey_readable, assert_no_session


@case("TOK-07", requirement="REF-TOK-01", play=sign_in("token_response_html"))
def test_rejects_a_page_instead_of_tokens(episode: Episode) -> None:
    """A page of HTML with status 200 is no token response: nobody is signed in (RFC 6749 5.1)."""
    assert_no_session(episode)
    assert_journey_readable(episode, "login")
