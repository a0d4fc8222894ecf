from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.hook_up import assert_measure_accepted, assert_paired
from conformance_suite.measures import assert_writes_conform
from conformance_suite.scripts.hook_up import pair_and_write


@case("HOOK-MEASURES-WRITE", requirement="MES-INT-14", play=pair_and_write())
def test_writes_a_measure(episode: Episode) -> None:
    """A person pairs and adds a measure, which the space accepts (API Mesures 1.5.2, writing)."""
    assert_paired(episode)
    assert_writes_conform(episode)
    assert_measure_accepted(episode)
