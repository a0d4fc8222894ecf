from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_repeats_with_measure, assert_waits_as_told
from conformance_suite.scripts.network import read_during


@case("NET-03", requirement="REF-NET-02", play=read_during("answer_too_many_requests", retry_after="none"))
def test_spreads_its_tries_when_not_told(episode: Episode) -> None:
    """A call refused for now, without a time, is repeated a few times at most and not at once (RFC 6585 4)."""
    assert_waits_as_told(episode, "measures_read")
    assert_repeats_with_measure(episode, "measures_read")
