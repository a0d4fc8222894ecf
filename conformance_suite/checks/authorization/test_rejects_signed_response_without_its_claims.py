from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_by_signed_response_in_ways
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case(
    "JARM-06",
    requirement="REF-AUT-17",
    plays=sign_in_by_signed_response_in_ways("signed_response_without", "claim", "iss", "aud", "exp"),
)
def test_rejects_signed_response_without_its_claims(episode: Episode) -> None:
    """A signed response has iss, aud and exp; one that lacks any is refused, and no code redeemed (JARM 2.1, 2.4)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
