from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_by_signed_response
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("JARM-05", requirement="REF-AUT-17", play=sign_in_by_signed_response("signed_response_expired"))
def test_rejects_an_expired_response(episode: Episode) -> None:
    """A signed response that has expired is refused, and no code redeemed (JARM 2.1, 2.4)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
