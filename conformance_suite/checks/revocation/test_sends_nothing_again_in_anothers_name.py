from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.revoking import write_while_revoked
from conformance_suite.sending import assert_told_as_not_sent, assert_written_by_their_owner


@case("REV-07", requirement="REF-REV-01", play=write_while_revoked())
def test_sends_nothing_again_in_anothers_name(episode: Episode) -> None:
    """A deposit that ends with 401 is told as not sent, and goes out under nobody else's token (RFC 6750 3.1)."""
    assert_written_by_their_owner(episode)
    assert_told_as_not_sent(episode)
