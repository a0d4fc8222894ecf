from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import sign_out
from conformance_suite.signing_out import assert_logout_request_sound


@case("LGO-01", requirement="REF-LGO-02", play=sign_out(uses=("logout",), passive=True))
def test_asks_the_space_to_end_the_session(episode: Episode) -> None:
    """The logout request carries a good hint, a registered return address and a state (RP-Initiated Logout 2)."""
    assert_logout_request_sound(episode)
