from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import send_logout_token
from conformance_suite.signing_out import assert_logout_token_refused


@case("LGO-10", requirement="REF-LGO-05", play=send_logout_token("logout_token_without", claims="events"))
def test_rejects_logout_token_without_events(episode: Episode) -> None:
    """A logout token without `events` is refused (Back-Channel Logout 2.6)."""
    assert_logout_token_refused(episode)
