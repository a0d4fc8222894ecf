from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.token_use import assert_client_authenticated


@case("TOK-19", requirement="REF-TOK-06", play=sign_in(passive=True))
def test_authenticates_by_the_registered_method(episode: Episode) -> None:
    """Each call to the token and revocation endpoints is authenticated as registered (RFC 6749 2.3; RFC 7523 3)."""
    assert_client_authenticated(episode.run)
