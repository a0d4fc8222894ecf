from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.authorization import plant_callback
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("ARSP-03", requirement="REF-OAU-02", play=plant_callback())
def test_rejects_response_of_another_browser(episode: Episode) -> None:
    """A good response opened in a browser that asked for nothing signs nobody in (RFC 9700 4.7; RFC 6749 10.12)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
