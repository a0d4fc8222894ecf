from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_repeats_with_measure, assert_waits_as_told
from conformance_suite.scripts.network import told_to_wait


@case("NET-01", requirement="REF-NET-01", plays=told_to_wait())
def test_waits_as_many_seconds_as_told(episode: Episode) -> None:
    """A call refused for now is repeated only after the seconds of `Retry-After` (RFC 6585 4; RFC 9110 10.2.3)."""
    for endpoint in ("measures_read", "measures_write"):
        assert_waits_as_told(episode, endpoint)
        assert_repeats_with_measure(episode, endpoint)
