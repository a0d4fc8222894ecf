from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.logout import send_logout_token
from conformance_suite.signing_out import assert_logout_token_refused


@case(
    "LGO-12",
    requirement="REF-LGO-05",
    play=send_logout_token("logout_token_claim", claim="nonce", value="n-0S6_WzA2Mj"),
)
def test_rejects_logout_token_with_nonce(episode: Episode) -> None:
    """A logout token with a nonce is refused: it may be an ID token (Back-Channel Logout 2.6)."""
    assert_logout_token_refused(episode)
