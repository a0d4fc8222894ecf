from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_shows_no_part, assert_told
from conformance_suite.scripts.network import read_during


@case("NET-09", requirement="REF-NET-05", play=read_during("answer_cut_json", lane="shared"))
def test_shows_no_part_of_cut_json(episode: Episode) -> None:
    """Of JSON that does not end nothing is shown (RFC 8259 2)."""
    assert_told(episode, "read_measures")
    assert_shows_no_part(episode)
