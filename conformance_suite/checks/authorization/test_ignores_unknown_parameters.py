from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_session


@case("ARSP-14", requirement="REF-AUT-09", play=sign_in("response_parameter_unknown"))
def test_ignores_unknown_parameters(episode: Episode) -> None:
    """Parameters that nobody defined change nothing: the sign-in succeeds (RFC 6749 4.1.2)."""
    assert_session(episode)
