from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import send_logout_token_of_another
from conformance_suite.signing_out import assert_only_the_other_ended


@case("LGO-14", requirement="REF-LGO-04", play=send_logout_token_of_another())
def test_ends_only_the_session_of_the_logout_token(episode: Episode) -> None:
    """A logout token ends the session that it names and no other (Back-Channel Logout 2.7)."""
    assert_only_the_other_ended(episode)
