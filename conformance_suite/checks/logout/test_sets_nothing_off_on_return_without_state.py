from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import sign_out
from conformance_suite.signing_out import assert_nothing_set_off


@case(
    "LGO-03",
    requirement="REF-LGO-03",
    play=sign_out("logout_state", uses=("logout?post_logout_redirect_uri", "logout?state"), kind="none"),
)
def test_sets_nothing_off_on_return_without_state(episode: Episode) -> None:
    """A return without the state that was sent brings a page and starts nothing (RP-Initiated Logout 3)."""
    assert_nothing_set_off(episode)
