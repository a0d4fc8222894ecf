from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.front_channel import assert_no_secret_in_browser
from conformance_suite.scripts.sign_in import sign_in


@case("AREQ-13", requirement="REF-AUT-03", play=sign_in(passive=True))
def test_shows_its_secret_to_no_browser(episode: Episode) -> None:
    """The client secret is in no address and on no page (RFC 6749 2.3.1, 10.1)."""
    assert_no_secret_in_browser(episode.run)
