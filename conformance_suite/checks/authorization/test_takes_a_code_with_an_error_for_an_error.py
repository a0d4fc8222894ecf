from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("ARSP-15", requirement="REF-AUT-07", play=sign_in("response_code_and_error"))
def test_takes_a_code_with_an_error_for_an_error(episode: Episode) -> None:
    """A response with a code and an error is an error: no code is redeemed (RFC 6749 4.1.2.1)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
