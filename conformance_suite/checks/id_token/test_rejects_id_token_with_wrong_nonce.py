from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-21", requirement="REF-OAU-04", play=sign_in(fault="id_token_wrong_nonce", uses=("authorize?nonce",)))
def test_rejects_id_token_with_wrong_nonce(episode: Episode) -> None:
    """The app must refuse an ID token whose nonce is not the one it sent (OpenID Connect Core 3.1.3.7, 11)."""
    assert_no_session(episode)
