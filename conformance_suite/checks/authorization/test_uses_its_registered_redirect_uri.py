from conformance_suite.authorization_requests import assert_registered_redirect_uris
from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import asked_to_come_back


@case("AREQ-05", requirement="REF-AUT-02", play=asked_to_come_back())
def test_uses_its_registered_redirect_uri(episode: Episode) -> None:
    """Each redirect URI is a registered one, letter by letter, and over TLS or loopback (RFC 9700 2.1; RFC 8252 7)."""
    assert_registered_redirect_uris(episode.run)
