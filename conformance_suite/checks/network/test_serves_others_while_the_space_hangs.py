from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_others_served, assert_told_in_time
from conformance_suite.scripts.network import read_while_another_signs_in


@case("NET-07", requirement="REF-NET-04", play=read_while_another_signs_in())
def test_serves_others_while_the_space_hangs(episode: Episode) -> None:
    """When the space hangs, the person is told in time and others are served meanwhile (OWASP ASVS 5.0 V13, V16)."""
    assert_told_in_time(episode, "read_measures")
    assert_others_served(episode)
