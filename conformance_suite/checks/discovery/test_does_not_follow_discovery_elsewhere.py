from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.discovery import discovery_with
from conformance_suite.witnesses import assert_no_authorization_request, assert_no_session


@case("DISC-05", requirement="REF-DIS-03", play=discovery_with("discovery_redirected"))
def test_does_not_follow_discovery_elsewhere(episode: Episode) -> None:
    """Metadata that came by redirect from another origin are not used (RFC 8414 3.3, 6.2)."""
    assert_no_authorization_request(episode)
    assert_no_session(episode)
