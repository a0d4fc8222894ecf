from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import send_logout_token
from conformance_suite.signing_out import assert_logout_token_refused


@case("LGO-11", requirement="REF-LGO-05", play=send_logout_token("logout_token_wrong_event"))
def test_rejects_logout_token_of_another_event(episode: Episode) -> None:
    """A logout token that tells of another event is refused (Back-Channel Logout 2.6)."""
    assert_logout_token_refused(episode)
