from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("ARSP-09", requirement="REF-AUT-09", play=sign_in("response_parameter_repeated", name="code"))
def test_rejects_repeated_parameters(episode: Episode) -> None:
    """A response that gives a parameter twice is refused (RFC 6749 3.1)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
