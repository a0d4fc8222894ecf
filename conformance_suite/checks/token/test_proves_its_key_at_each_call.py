from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.proofs import assert_good_proofs
from conformance_suite.scripts.proofs import read_bound_passively


@case("DPOP-05", requirement="REF-DPO-02", play=read_bound_passively())
def test_proves_its_key_at_each_call(episode: Episode) -> None:
    """Each call has a fresh proof of its own for its method, address and token (RFC 9449 4.2, 4.3 and 7.1)."""
    assert_good_proofs(episode.run)
