from dataclasses import replace

from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import send_logout_token, send_logout_token_again
from conformance_suite.signing_out import assert_ended_once_only, assert_logout_token_refused


@case(
    "LGO-13",
    requirement="REF-LGO-05",
    plays=(
        replace(send_logout_token("logout_token_without", claims="sub sid"), variant="nobody"),
        replace(send_logout_token("logout_token_old"), variant="old"),
        send_logout_token_again(),
    ),
)
def test_rejects_logout_tokens_about_nobody_or_of_the_past(episode: Episode) -> None:
    """A logout token about nobody, or expired, is refused; one used before ends no later session (2.6, 2.7)."""
    if episode.variant == "again":
        assert_ended_once_only(episode)
    else:
        assert_logout_token_refused(episode)
