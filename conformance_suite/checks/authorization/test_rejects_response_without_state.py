from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("ARSP-01", requirement="REF-OAU-02", play=sign_in("response_parameter_missing", name="state"))
def test_rejects_response_without_state(episode: Episode) -> None:
    """A response without the state that was sent is refused, and no code redeemed (RFC 6749 10.12)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
