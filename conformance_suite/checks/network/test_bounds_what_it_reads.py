from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_told_in_time
from conformance_suite.scripts.network import read_out_of_bounds


@case("NET-10", requirement="REF-NET-07", plays=read_out_of_bounds())
def test_bounds_what_it_reads(episode: Episode) -> None:
    """An answer without end, or of another length than it says, is given up (RFC 9112 8; OWASP ASVS 5.0 V13)."""
    assert_told_in_time(episode, "read_measures")
