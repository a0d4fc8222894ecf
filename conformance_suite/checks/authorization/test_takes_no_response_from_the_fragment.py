from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in_rendered
from conformance_suite.witnesses import assert_no_session, assert_no_token_request


@case("ARSP-17", requirement="REF-AUT-14", play=sign_in_rendered("response_in_fragment"))
def test_takes_no_response_from_the_fragment(episode: Episode) -> None:
    """What comes in the fragment was not asked for there, and signs nobody in (Multiple Response Types 2.1)."""
    assert_no_session(episode)
    assert_no_token_request(episode)
