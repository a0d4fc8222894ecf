from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.proofs import assert_nonce_taken
from conformance_suite.scripts.proofs import sign_in_bound


@case("DPOP-01", requirement="REF-DPO-03", play=sign_in_bound("proof_nonce_demanded", at="token"))
def test_proves_again_with_the_nonce_of_the_token_endpoint(episode: Episode) -> None:
    """The token request is made once more with the nonce that its answer demands (RFC 9449 8)."""
    assert_nonce_taken(episode, "token")
