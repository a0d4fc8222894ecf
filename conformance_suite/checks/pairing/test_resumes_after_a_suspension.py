from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.pairing_ends import assert_comes_back_by_itself
from conformance_suite.scripts.pairing import suspend_and_come_back


@case("MES-07", requirement="REF-PAR-04", play=suspend_and_come_back())
def test_resumes_after_a_suspension(episode: Episode) -> None:
    """A suspended space pauses the exchange; active again, it resumes by itself (pairing API, account statuses)."""
    assert_comes_back_by_itself(episode)
