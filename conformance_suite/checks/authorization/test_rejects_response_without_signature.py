from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_by_signed_response
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("JARM-01", requirement="REF-AUT-17", play=sign_in_by_signed_response("signed_response_unsecured"))
def test_rejects_response_without_signature(episode: Episode) -> None:
    """A response with `alg: none` is refused, whatever it says (JARM 2.4; RFC 8725 3.1, 3.2)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
