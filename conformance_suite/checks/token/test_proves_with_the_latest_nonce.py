from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.proofs import assert_latest_nonce
from conformance_suite.scripts.proofs import read_bound_three_times


@case("DPOP-03", requirement="REF-DPO-03", play=read_bound_three_times("proof_nonce_renewed"))
def test_proves_with_the_latest_nonce(episode: Episode) -> None:
    """A proof has the latest nonce that came with an answer, a good one included (RFC 9449 8.2)."""
    assert_latest_nonce(episode, "token", "userinfo", "measures_read")
