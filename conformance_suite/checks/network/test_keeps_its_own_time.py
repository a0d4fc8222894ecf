from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_recovers, assert_signed_in
from conformance_suite.scripts.network import read_with_a_wrong_clock


@case("NET-14", requirement="REF-NET-07", play=read_with_a_wrong_clock())
def test_keeps_its_own_time(episode: Episode) -> None:
    """A wrong `Date` of the space does not make tokens expire (RFC 9110 6.6.1)."""
    assert_signed_in(episode)
    assert_recovers(episode)
