from conformance_suite.authorization_requests import assert_asked_at_most
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("ARSP-12", requirement="REF-AUT-07", play=sign_in("response_error", error="login_required"))
def test_retries_a_silent_sign_in_once(episode: Episode) -> None:
    """After login_required the app asks once more at most, then stops (OpenID Connect Core 3.1.2.6)."""
    assert_asked_at_most(episode, 2)
    assert_no_session(episode)
