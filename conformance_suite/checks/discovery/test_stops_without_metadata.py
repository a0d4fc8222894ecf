from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_says_that_it_cannot_start
from conformance_suite.scripts.discovery import discovery_fails
from conformance_suite.witnesses import assert_no_authorization_request, assert_no_session


@case("DISC-04", requirement="REF-DIS-04", plays=discovery_fails())
def test_stops_without_metadata(episode: Episode) -> None:
    """Without a readable document nobody is sent to sign in, and the person is told (RFC 8414 3.2)."""
    assert_no_authorization_request(episode)
    assert_no_session(episode)
    assert_says_that_it_cannot_start(episode)
