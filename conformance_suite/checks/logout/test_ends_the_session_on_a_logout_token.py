from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import send_logout_token
from conformance_suite.signing_out import assert_logout_token_honoured, assert_signed_out


@case("LGO-05", requirement="REF-LGO-04", play=send_logout_token())
def test_ends_the_session_on_a_logout_token(episode: Episode) -> None:
    """A good logout token ends the session and is answered with success (Back-Channel Logout 2.7, 2.8)."""
    assert_signed_out(episode, "after")
    assert_logout_token_honoured(episode)
