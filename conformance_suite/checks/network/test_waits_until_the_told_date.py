from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_repeats_with_measure, assert_waits_as_told
from conformance_suite.scripts.network import read_during


@case("NET-02", requirement="REF-NET-02", play=read_during("answer_too_many_requests", retry_after="date"))
def test_waits_until_the_told_date(episode: Episode) -> None:
    """A call refused for now is repeated only after the date that `Retry-After` says (RFC 9110 10.2.3)."""
    assert_waits_as_told(episode, "measures_read")
    assert_repeats_with_measure(episode, "measures_read")
