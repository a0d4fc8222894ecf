from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.hook_up import assert_paired, assert_scopes_of_agreement
from conformance_suite.scripts.hook_up import pair


@case("HOOK-PAIR", requirement="MES-INT-14", play=pair())
def test_pairs_a_person(episode: Episode) -> None:
    """A person pairs, and every scope of the agreement is asked for and no other (API Appariement 2.1)."""
    assert_paired(episode)
    assert_scopes_of_agreement(episode)
