from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import sign_out
from conformance_suite.signing_out import assert_nothing_set_off


@case(
    "LGO-02",
    requirement="REF-LGO-03",
    play=sign_out("logout_state", uses=("logout?post_logout_redirect_uri",), kind="other"),
)
def test_sets_nothing_off_on_return_with_another_state(episode: Episode) -> None:
    """A return whose state was never sent brings a page and starts nothing (RP-Initiated Logout 3)."""
    assert_nothing_set_off(episode)
