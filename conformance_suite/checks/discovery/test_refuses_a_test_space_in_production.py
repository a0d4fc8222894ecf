from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.discovery import set_up_for_production
from conformance_suite.witnesses import assert_no_authorization_request, assert_no_session


@case("DISC-18", requirement="REF-DIS-09", play=set_up_for_production())
def test_refuses_a_test_space_in_production(episode: Episode) -> None:
    """Set up for production, the app sends nobody to the issuer of a test space (OpenID Connect Discovery 4.3, 7.1)."""
    assert_no_authorization_request(episode)
    assert_no_session(episode)
