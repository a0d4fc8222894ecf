from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.outages import assert_signed_in
from conformance_suite.scripts.discovery import discovery_with


@case("DISC-07", requirement="REF-DIS-02", play=discovery_with("discovery_more_members"))
def test_ignores_unknown_metadata(episode: Episode) -> None:
    """Members that the app does not know change nothing (RFC 8414 2; OpenID Connect Discovery 3)."""
    assert_signed_in(episode)
