from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import refuse_consent
from conformance_suite.witnesses import (
    assert_journey_readable,
    assert_no_session,
    assert_no_token_request,
    assert_not_asked_again,
)


@case("ARSP-10", requirement="MES-CON-01", play=refuse_consent())
def test_respects_refusal_of_consent(episode: Episode) -> None:
    """After `access_denied`: a readable page, no new request, no token request, no session (RFC 6749 4.1.2.1)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
    assert_not_asked_again(episode, "access_denied")
    assert_journey_readable(episode, "login")
