from conformance_suite.authorization_requests import assert_declared_scopes
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in


@case("AREQ-08", requirement="REF-AUT-02", play=sign_in(passive=True))
def test_asks_for_declared_scopes_only(episode: Episode) -> None:
    """No scope goes beyond what was registered and declared (RFC 6749 3.3)."""
    assert_declared_scopes(episode.run)
