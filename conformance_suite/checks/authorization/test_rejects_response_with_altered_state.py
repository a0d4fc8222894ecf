from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("ARSP-02", requirement="REF-OAU-02", play=sign_in(fault="state_altered"))
def test_rejects_response_with_altered_state(episode: Episode) -> None:
    """The app must refuse a response whose state is not the one it sent, and redeem no code (RFC 6749 10.12)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
