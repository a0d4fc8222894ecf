from conformance_suite.authorization_requests import assert_always_with_challenge
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case(
    "AREQ-04",
    requirement="REF-OAU-01",
    play=sign_in("response_error", error="invalid_request", description="code_challenge is not supported"),
)
def test_keeps_pkce_when_asked_to_drop_it(episode: Episode) -> None:
    """An error that speaks against PKCE does not make the app ask without it (RFC 9700 2.1.1, PKCE downgrade)."""
    assert_always_with_challenge(episode)
    assert_no_session(episode)
