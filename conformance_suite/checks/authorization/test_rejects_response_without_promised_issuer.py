from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("ARSP-07", requirement="REF-AUT-05", play=sign_in("response_parameter_missing", name="iss"))
def test_rejects_response_without_promised_issuer(episode: Episode) -> None:
    """A response without the iss that the metadata promise is refused, and no code redeemed (RFC 9207 2.4)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
