from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.signing_in import assert_token_not_in_url


@case("UI-08", requirement="REF-UI-02", play=sign_in(passive=True, uses=("userinfo",)))
def test_shows_its_token_in_the_header(episode: Episode) -> None:
    """The access token goes to UserInfo in the header, not in the URL (RFC 6750 2.3; RFC 9700 4.3.2)."""
    assert_token_not_in_url(episode)
