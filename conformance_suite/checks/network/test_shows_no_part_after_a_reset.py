from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_shows_no_part, assert_told
from conformance_suite.scripts.network import read_during


@case("NET-08", requirement="REF-NET-05", play=read_during("answer_reset", lane="shared"))
def test_shows_no_part_after_a_reset(episode: Episode) -> None:
    """Of an answer whose connection was reset nothing is shown (RFC 9112 8)."""
    assert_told(episode, "read_measures")
    assert_shows_no_part(episode)
