from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_by_signed_response
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case(
    "JARM-04",
    requirement="REF-AUT-17",
    play=sign_in_by_signed_response("signed_response_claim", claim="aud", value="another-client"),
)
def test_rejects_signed_response_for_another_client(episode: Episode) -> None:
    """A signed response whose aud is another client is refused, and no code redeemed (JARM 2.4)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
