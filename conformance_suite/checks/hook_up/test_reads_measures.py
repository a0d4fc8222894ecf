from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.hook_up import assert_own_measure_shown, assert_paired
from conformance_suite.scripts.hook_up import pair_and_read


@case("HOOK-MEASURES-READ", requirement="MES-INT-14", play=pair_and_read())
def test_reads_measures(episode: Episode) -> None:
    """A person pairs and sees their own measures (API Mesures 1.5.2, reading)."""
    assert_paired(episode)
    assert_own_measure_shown(episode)
