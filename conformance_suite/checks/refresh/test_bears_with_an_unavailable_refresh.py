from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_outage_survived, assert_refreshes_bounded
from conformance_suite.scripts.refreshing import refresh_during_an_outage
from conformance_suite.witnesses import assert_session


@case(
    "RFR-12",
    requirement="REF-RFR-06",
    play=refresh_during_an_outage(),
)
def test_bears_with_an_unavailable_refresh(episode: Episode) -> None:
    """A refresh answered 503 is not repeated at once, signs nobody out and ends no pairing (RFC 9110 15.6.4)."""
    assert_refreshes_bounded(episode)
    assert_session(episode)
    assert_outage_survived(episode)
