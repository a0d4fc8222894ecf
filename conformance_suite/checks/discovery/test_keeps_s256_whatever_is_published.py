from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.discovery import discovery_in_ways
from conformance_suite.wrong_metadata import assert_keeps_s256


@case(
    "DISC-08", requirement="REF-DIS-06", plays=discovery_in_ways("discovery_pkce_methods", "methods", "absent", "plain")
)
def test_keeps_s256_whatever_is_published(episode: Episode) -> None:
    """Metadata without S256 do not make the app leave it (RFC 9700 2.1.1)."""
    assert_keeps_s256(episode)
