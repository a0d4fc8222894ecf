from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.discovery import discovery_allows_none
from conformance_suite.witnesses import assert_no_session


@case("DISC-09", requirement="REF-DIS-06", play=discovery_allows_none())
def test_lets_no_metadata_choose_the_algorithm(episode: Episode) -> None:
    """An unsigned ID token is refused though the metadata offer it (RFC 8725 3.1)."""
    assert_no_session(episode)
