from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_journey_readable, assert_not_asked_again

ERROR = "temporarily_unavailable"


@case("ARSP-13", requirement="REF-AUT-07", play=sign_in("response_error", error=ERROR))
def test_leaves_the_retry_to_the_person(episode: Episode) -> None:
    """After temporarily_unavailable: a readable page and no new request by itself (RFC 6749 4.1.2.1)."""
    assert_not_asked_again(episode, ERROR)
    assert_journey_readable(episode, "login")
