from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.refreshing import assert_pairing_forgotten
from conformance_suite.scripts.refreshing import unpair


@case("REV-04", requirement="REF-REV-02", play=unpair("revocation_unavailable"))
def test_forgets_tokens_when_revocation_fails(episode: Episode) -> None:
    """A revocation answered 503 leaves no pairing behind in the app (RFC 7009 2.2.1)."""
    assert_pairing_forgotten(episode)
