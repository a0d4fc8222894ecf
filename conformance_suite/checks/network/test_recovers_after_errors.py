from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_recovers, assert_repeats_with_measure
from conformance_suite.scripts.network import read_until_well


@case("NET-05", requirement="REF-NET-07", play=read_until_well())
def test_recovers_after_errors(episode: Episode) -> None:
    """Once the space has recovered, so does the app, without a storm of calls (RFC 9110 15.6.1)."""
    assert_recovers(episode)
    assert_repeats_with_measure(episode, "measures_read")
