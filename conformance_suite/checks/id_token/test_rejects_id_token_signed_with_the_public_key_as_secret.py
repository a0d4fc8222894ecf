from conformance_suite.case import case
from conformance_suite.episode import Episode
from conformance_suite.scripts.sign_in import sign_in
from conformance_suite.witnesses import assert_no_session


@case("IDT-06", requirement="REF-OAU-06", play=sign_in("id_token_hmac_public_key"))
def test_rejects_id_token_signed_with_the_public_key_as_secret(episode: Episode) -> None:
    """The app must refuse HS256 made with the public key as secret (RFC 8725 2.1, 3.1)."""
    assert_no_session(episode)
