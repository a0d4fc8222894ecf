from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_answered_within_patience, assert_no_session


@case("TOK-05", requirement="REF-OAU-08", play=sign_in(fault="token_endpoint_hang", lane="stall"))
def test_stops_waiting_for_the_token_endpoint(episode: Episode) -> None:
    """When the token endpoint hangs, the person is answered in time and not signed in (OWASP ASVS 5.0 V13, V16)."""
    assert_answered_within_patience(episode)
    assert_no_session(episode)
