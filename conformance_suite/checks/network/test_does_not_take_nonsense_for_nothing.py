from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_told, assert_unreadable_is_not_nothing
from conformance_suite.scripts.network import read_nothing_then_nonsense


@case("NET-11", requirement="REF-NET-07", plays=read_nothing_then_nonsense())
def test_does_not_take_nonsense_for_nothing(episode: Episode) -> None:
    """A success without the document is an error, not an empty record (RFC 9110 15.3)."""
    assert_told(episode, "read_measures")
    assert_unreadable_is_not_nothing(episode)
