from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("ARSP-06", requirement="REF-AUT-05", play=sign_in("response_issuer_wrong"))
def test_rejects_response_of_another_issuer(episode: Episode) -> None:
    """A response whose iss is another issuer's is refused, and no code redeemed (RFC 9207 2.4)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
