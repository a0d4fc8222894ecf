from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case(
    "IDT-22",
    requirement="REF-OAU-04",
    play=sign_in("id_token_without_claim", uses=("authorize?nonce",), claim="nonce"),
)
def test_rejects_id_token_without_nonce(episode: Episode) -> None:
    """A nonce that was sent must come back in the ID token (OpenID Connect Core 3.1.3.7, 11)."""
    assert_no_session(episode)
