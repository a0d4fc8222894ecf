from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.proofs import assert_nonce_taken
from conformance_suite.scripts.proofs import read_bound


@case("DPOP-02", requirement="REF-DPO-03", play=read_bound("proof_nonce_demanded", at="resources", scheme="dPOP"))
def test_proves_again_with_the_nonce_of_a_resource(episode: Episode) -> None:
    """A call of a resource is made once more with the nonce that a challenge demands in any case (RFC 9449 9)."""
    assert_nonce_taken(episode, "userinfo", "measures_read")
