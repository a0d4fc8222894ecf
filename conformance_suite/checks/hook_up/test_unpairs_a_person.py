from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.hook_up import assert_no_call_after_unpairing, assert_paired, assert_revoked
from conformance_suite.scripts.hook_up import pair_and_unpair


@case("HOOK-UNPAIR", requirement="MES-INT-14", play=pair_and_unpair())
def test_unpairs_a_person(episode: Episode) -> None:
    """A person unpairs in the app: tokens are revoked and no call follows (RFC 7009 2.1; API Appariement 2.1)."""
    assert_paired(episode)
    assert_revoked(episode)
    assert_no_call_after_unpairing(episode)
