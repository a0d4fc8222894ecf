from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-41", requirement="REF-OAU-04", play=sign_in("id_token_of_logout"))
def test_rejects_a_logout_token_for_an_id_token(episode: Episode) -> None:
    """A logout token has no nonce, so it is no ID token (OpenID Connect Back-Channel Logout 2.4; RFC 8725 3.11)."""
    assert_no_session(episode)
