from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_right_letters, assert_told
from conformance_suite.scripts.network import read_in_encodings


@case("NET-12", requirement="REF-NET-07", plays=read_in_encodings())
def test_withstands_other_encodings(episode: Episode) -> None:
    """JSON in another encoding gives the right letters or a clear error (RFC 8259 8.1)."""
    assert_told(episode, "read_measures")
    assert_right_letters(episode)
