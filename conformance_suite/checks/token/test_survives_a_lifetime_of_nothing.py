from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_refreshes_bounded
from conformance_suite.scripts.measures import read_after_sign_in
from conformance_suite.witnesses import assert_journey_readable


@case("TOK-15", requirement="REF-TOK-07", play=read_after_sign_in("token_lifetime_odd", seconds=0))
def test_survives_a_lifetime_of_nothing(episode: Episode) -> None:
    """An expires_in of 0 leads neither to a crash nor to refreshes without end (RFC 6749 5.1)."""
    assert_refreshes_bounded(episode)
    assert_journey_readable(episode, "read_measures")
