from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import send_worthless_logout_tokens
from conformance_suite.signing_out import assert_worthless_logout_token_ends_nothing


@case("LGO-13", requirement="REF-LGO-05", plays=send_worthless_logout_tokens())
def test_rejects_logout_tokens_about_nobody_or_of_the_past(episode: Episode) -> None:
    """A token about nobody, or expired, is refused; a used one ends no later session (Back-Channel Logout 2.6, 2.7)."""
    assert_worthless_logout_token_ends_nothing(episode)
